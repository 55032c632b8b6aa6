/** Options of {@link requireInteger}. */
export interface RequireIntegerOptions {
  /** What the caller knows the value as. */
  readonly name: string;
  /** Smallest value allowed. */
  readonly least: number;
}

/**
 * Checks that an argument is an integer no smaller than `least`.
 *
 * @throws RangeError naming the argument, the bound and what came.
 */
export function requireInteger(value: number, { name, least }: RequireIntegerOptions): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be an integer >= ${least}; received ${value}`);
  }
}
