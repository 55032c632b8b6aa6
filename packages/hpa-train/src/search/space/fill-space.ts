import type { Parameters, ParameterValue, PlainDimension, Space } from './dimension.js';

/** Gives every parameter of a space a value, in order; those whose condition is not met get none. */
export function fillSpace(
  space: Space,
  choose: (name: string, dimension: PlainDimension) => ParameterValue,
): Parameters {
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, dimension] of Object.entries(space)) {
    if (dimension.kind !== 'conditional') {
      parameters[name] = choose(name, dimension);
    } else if (isMet(dimension, parameters)) {
      parameters[name] = choose(name, dimension.dimension);
    }
  }
  return parameters;
}

/** Whether the condition of a dimension is met by parameters: not if the one that it hangs on is absent. */
export function isMet(
  { on, values }: { readonly on: string; readonly values: readonly ParameterValue[] },
  parameters: Parameters,
): boolean {
  const value = Object.hasOwn(parameters, on) ? parameters[on] : undefined;
  return value !== undefined && values.includes(value);
}
