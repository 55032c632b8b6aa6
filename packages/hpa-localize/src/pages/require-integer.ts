/**
 * Returns an argument that must be an integer of at least `minimum`.
 *
 * @throws RangeError if it is not.
 */
export function requireInteger(
  value: number,
  { name, minimum }: { readonly name: string; readonly minimum: number },
): number {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name} must be an integer of at least ${minimum}; received ${value}`);
  }
  return value;
}
