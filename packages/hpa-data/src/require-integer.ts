/**
 * Returns the value if it is an integer of at least `minimum`.
 *
 * @throws RangeError if it is not, naming it.
 */
export function requireInteger(
  value: number,
  {
    name,
    minimum,
  }: {
    /** What the caller knows the value as. */
    readonly name: string;
    /** Smallest value allowed. */
    readonly minimum: number;
  },
): number {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name} must be an integer >= ${minimum}; received ${value}`);
  }
  return value;
}
