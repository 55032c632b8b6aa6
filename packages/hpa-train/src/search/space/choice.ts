import type { Choice, ParameterValue } from './dimension.js';
import { requireDimension } from './require-dimension.js';

/**
 * A parameter that is one of at least one value, in no order: texts, numbers, booleans or null.
 *
 * @throws RangeError if there are no values, or one occurs twice or is of another kind.
 *
 * @example
 * import { space } from '@hpa/train';
 * space.choice([8, 16, 32]); // {"kind": "choice", "values": [8, 16, 32]}
 */
export function choice<const Value extends ParameterValue>(values: readonly Value[]): Choice<Value> {
  return requireDimension<Choice<Value>>({ kind: 'choice', values }, { name: 'choice' });
}
