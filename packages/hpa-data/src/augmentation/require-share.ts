/**
 * Requires a number in [0, 1), and returns it.
 *
 * @throws RangeError if it is not.
 */
export function requireShare(value: number, { name }: { readonly name: string }): number {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`${name} must be in [0, 1); received ${value}`);
  }
  return value;
}
