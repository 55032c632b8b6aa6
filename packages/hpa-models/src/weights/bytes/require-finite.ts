import type { WeightValues } from './stored-weights.js';

/**
 * Requires the values of a weight to be ones that a network can compute with: finite, and not below 0 for a variance, whose root
 * is taken.
 *
 * @param options.name name of the weight, such as `bn1/moving_variance`
 * @throws Error naming the weight, the value and its position if one is not
 */
export function requireFinite(values: WeightValues, { name }: { readonly name: string }): void {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    return;
  }
  const minimum = /(?:moving_variance|running_var)$/.test(name) ? 0 : -Number.MAX_VALUE;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // False for NaN too.
    if (!(value >= minimum && value <= Number.MAX_VALUE)) {
      const expected = Number.isFinite(value) ? 'at least 0' : 'finite';
      throw new Error(`weight "${name}" must be ${expected}; value ${i} of ${values.length} is ${value}`);
    }
  }
}
