import { describeValue } from '../../describe-value.js';
import { contains } from './contains.js';
import type { Parameters, Space } from './dimension.js';
import { isMet } from './fill-space.js';

/**
 * Returns parameters if they are a point of the space: every parameter whose condition is met, and no other, in its range.
 *
 * @throws RangeError naming the parameter if it is absent, unknown or out of range; TypeError if they are no object.
 */
export function requireParameters(
  parameters: Parameters,
  { space, name }: { readonly space: Space; readonly name: string },
): Parameters {
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    throw new TypeError(`${name} must be an object of parameters; received ${describeValue(parameters)}`);
  }
  const unknown = Object.keys(parameters).find((key) => !Object.hasOwn(space, key));
  if (unknown !== undefined) {
    throw new RangeError(
      `${name}.${unknown} is not in the space, which has ${Object.keys(space).join(', ')}`,
    );
  }
  for (const [key, dimension] of Object.entries(space)) {
    const exists = dimension.kind !== 'conditional' || isMet(dimension, parameters);
    const value = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    if (!exists && value !== undefined) {
      throw new RangeError(`${name}.${key} must be absent: its condition is not met`);
    }
    if (exists && !contains(dimension, value)) {
      const inner = dimension.kind === 'conditional' ? dimension.dimension : dimension;
      const expected =
        inner.kind === 'choice'
          ? `one of ${inner.values.map(describeValue).join(', ')}`
          : `${inner.kind === 'integer' ? 'an integer ' : ''}in [${inner.low}, ${inner.high}]`;
      throw new RangeError(`${name}.${key} must be ${expected}; received ${describeValue(value)}`);
    }
  }
  return parameters;
}
