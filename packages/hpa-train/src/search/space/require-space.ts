import { describeValue } from '../../describe-value.js';
import { contains } from './contains.js';
import type { Conditional, Space } from './dimension.js';
import { requireDimension } from './require-dimension.js';

const NAME = /^[A-Za-z][\w.-]*$/;

/**
 * Returns a space if every dimension is whole and every condition names an earlier dimension and values that it has.
 *
 * @throws RangeError naming the dimension if it is not; TypeError if it is no object, or a dimension is none.
 */
export function requireSpace<S extends Space>(space: S): S {
  if (typeof space !== 'object' || space === null || Array.isArray(space)) {
    throw new TypeError(
      `the space must be an object of dimensions by name; received ${describeValue(space)}`,
    );
  }
  const names = Object.keys(space);
  if (names.length === 0) {
    throw new RangeError('the space must have at least one dimension; received none');
  }
  for (const [index, name] of names.entries()) {
    if (!NAME.test(name)) {
      throw new RangeError(
        `a dimension must have a name of letters, digits, '.', '_' and '-' that begins with a letter; received '${name}'`,
      );
    }
    const dimension = requireDimension(space[name]!, { name: `space.${name}` });
    if (dimension.kind === 'conditional') {
      requireCondition(dimension, { name, space, earlier: names.slice(0, index) });
    }
  }
  return space;
}

function requireCondition(
  { on, values }: Conditional,
  {
    name,
    space,
    earlier,
  }: { readonly name: string; readonly space: Space; readonly earlier: readonly string[] },
): void {
  if (!earlier.includes(on)) {
    const known = earlier.length === 0 ? 'none' : earlier.join(', ');
    throw new RangeError(`space.${name} must hang on an earlier dimension (${known}); received '${on}'`);
  }
  const other = space[on]!;
  const absent = values.find((value) => !contains(other, value));
  if (absent !== undefined) {
    throw new RangeError(`space.${name} hangs on a value that ${on} never has: ${describeValue(absent)}`);
  }
}
