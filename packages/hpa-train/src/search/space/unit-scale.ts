import type { PlainDimension } from './dimension.js';

/** A dimension whose values are numbers in an order. */
export type NumericDimension = Exclude<PlainDimension, { kind: 'choice' }>;

/**
 * The value at a share of the range of a numeric dimension: 0 is its lowest, 1 its highest. An integer has the share of the range
 * that is nearer to it than to any other, from half below the lowest to half above the highest.
 */
export function fromUnit(dimension: NumericDimension, share: number): number {
  const [low, high] = scaledBounds(dimension);
  const scaled = low + share * (high - low);
  const value = isLogarithmic(dimension) ? Math.exp(scaled) : scaled;
  const whole = dimension.kind === 'integer' ? Math.round(value) : value;
  return Math.min(dimension.high, Math.max(dimension.low, whole));
}

/** The share of its range at which a value of a numeric dimension lies, in [0, 1]; the inverse of `fromUnit`. */
export function toUnit(dimension: NumericDimension, value: number): number {
  const [low, high] = scaledBounds(dimension);
  return ((isLogarithmic(dimension) ? Math.log(value) : value) - low) / (high - low);
}

function isLogarithmic(dimension: NumericDimension): boolean {
  return dimension.kind === 'log-uniform' || (dimension.kind === 'integer' && dimension.log);
}

function scaledBounds(dimension: NumericDimension): [number, number] {
  const half = dimension.kind === 'integer' ? 0.5 : 0;
  const [low, high] = [dimension.low - half, dimension.high + half];
  return isLogarithmic(dimension) ? [Math.log(low), Math.log(high)] : [low, high];
}
