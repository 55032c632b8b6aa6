/**
 * Checks that an argument is in [0, 1).
 *
 * @throws RangeError naming the argument and what came.
 */
export function requireShare(value: number, { name }: { readonly name: string }): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`${name} must be in [0, 1); received ${value}`);
  }
}
