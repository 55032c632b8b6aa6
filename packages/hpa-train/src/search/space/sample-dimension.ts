import type { SeededRandom } from '../../seeded-random.js';
import type { ParameterValue, PlainDimension } from './dimension.js';
import { fromUnit } from './unit-scale.js';

/** Draws a value of a dimension, as its kind says how likely each is. */
export function sampleDimension(dimension: PlainDimension, random: SeededRandom): ParameterValue {
  return dimension.kind === 'choice'
    ? dimension.values[random.integer([0, dimension.values.length - 1])]!
    : fromUnit(dimension, random.uniform());
}
