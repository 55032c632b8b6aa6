/**
 * Requires an integer no smaller than `minimum`, and returns it.
 *
 * @throws RangeError if it is not.
 */
export function requireInteger(
  value: number,
  { name, minimum }: { readonly name: string; readonly minimum: number },
): number {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name} must be an integer >= ${minimum}; received ${value}`);
  }
  return value;
}
