import type { Conditional, ParameterValue, PlainDimension } from './dimension.js';
import { requireDimension } from './require-dimension.js';

/**
 * A parameter that exists only if another one, which the space names before it, has the value, or one of the values. It may hang
 * on a conditional parameter too: it is absent if that one is.
 *
 * @throws RangeError if there are no values or one occurs twice.
 *
 * @example
 * import { space } from '@hpa/train';
 * space.when('optimizer', 'sgd', space.uniform(0, 0.99)).on; // "optimizer"
 */
export function when<Inner extends PlainDimension>(
  name: string,
  value: ParameterValue | readonly ParameterValue[],
  dimension: Inner,
): Conditional<Inner> {
  const values = Array.isArray(value) ? value : [value];
  return requireDimension<Conditional<Inner>>(
    { kind: 'conditional', on: name, values, dimension },
    { name: 'when' },
  );
}
