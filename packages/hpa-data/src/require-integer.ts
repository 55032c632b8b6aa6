/** Options of {@link requireInteger}. */
export interface RequireIntegerOptions {
  /** What the caller knows the value as. */
  readonly name: string;
  /** Smallest value allowed. */
  readonly minimum: number;
}

/**
 * Checks that an argument is an integer no smaller than `minimum`.
 *
 * @throws RangeError naming the argument, the bound and what came.
 */
export function requireInteger(value: number, { name, minimum }: RequireIntegerOptions): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name} must be an integer >= ${minimum}; received ${value}`);
  }
}
