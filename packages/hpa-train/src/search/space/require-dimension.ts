import { describeValue } from '../../describe-value.js';
import type { Dimension } from './dimension.js';

const KEYS: Readonly<Record<Dimension['kind'], readonly string[]>> = {
  choice: ['kind', 'values'],
  uniform: ['kind', 'low', 'high'],
  'log-uniform': ['kind', 'low', 'high'],
  integer: ['kind', 'low', 'high', 'log'],
  conditional: ['kind', 'on', 'values', 'dimension'],
};

/**
 * Returns a dimension if it is whole; it may come from JSON.
 *
 * @throws RangeError naming the dimension if its kind is unknown, or its bounds or values are not allowed; TypeError naming it if it is
 * no object, or has an unknown key.
 */
export function requireDimension<D extends Dimension>(dimension: D, { name }: { readonly name: string }): D {
  const { kind } = (dimension ?? {}) as Partial<Dimension>;
  if (typeof dimension !== 'object' || dimension === null || kind === undefined) {
    throw new TypeError(
      `${name} must be a dimension of space, such as space.uniform(0, 1); received ${describeValue(dimension)}`,
    );
  }
  if (!Object.hasOwn(KEYS, kind)) {
    throw new RangeError(`${name} must be ${Object.keys(KEYS).join(', ')}; received ${describeValue(kind)}`);
  }
  const unknown = Object.keys(dimension).find((key) => !KEYS[kind].includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`${name} has no key ${unknown}; ${kind} has ${KEYS[kind].join(', ')}`);
  }
  if (dimension.kind === 'choice') {
    requireValues(dimension.values, { name });
  } else if (dimension.kind === 'conditional') {
    requireValues(dimension.values, { name });
    if (typeof dimension.on !== 'string') {
      throw new TypeError(`${name} must name another dimension; received ${describeValue(dimension.on)}`);
    }
    const { kind: inner } = (dimension.dimension ?? {}) as { readonly kind?: unknown };
    if (inner === 'conditional') {
      throw new RangeError(
        `${name} holds a condition in a condition; let it hang on a conditional parameter`,
      );
    }
    requireDimension(dimension.dimension, { name });
  } else {
    requireBounds(dimension, { name });
  }
  return dimension;
}

function requireValues(values: readonly unknown[], { name }: { readonly name: string }): void {
  if (!Array.isArray(values) || values.length === 0) {
    throw new RangeError(`${name} must have at least one value; received ${describeValue(values)}`);
  }
  for (const [index, value] of values.entries()) {
    const valid = value === null || typeof value === 'string' || typeof value === 'boolean';
    if (!valid && !Number.isFinite(value)) {
      throw new RangeError(
        `${name} must have texts, finite numbers, booleans or null as values; received ${describeValue(value)}`,
      );
    }
    if (values.indexOf(value) < index) {
      throw new RangeError(`${name} must have each value once; received ${describeValue(value)} twice`);
    }
  }
}

function requireBounds(
  dimension: Exclude<Dimension, { kind: 'choice' | 'conditional' }>,
  { name }: { readonly name: string },
): void {
  const { kind, low, high } = dimension;
  const valid = kind === 'integer' ? Number.isSafeInteger : Number.isFinite;
  if (!valid(low) || !valid(high) || !(low < high)) {
    const bounds = kind === 'integer' ? 'integer bounds' : 'finite bounds';
    throw new RangeError(
      `${name} must have ${bounds}, low below high; received ${describeValue(low)} and ${describeValue(high)}`,
    );
  }
  if (kind === 'log-uniform' && low <= 0) {
    throw new RangeError(`${name} must have bounds above 0 for a logarithm; received ${low}`);
  }
  if (kind === 'integer') {
    if (typeof dimension.log !== 'boolean') {
      throw new TypeError(`${name}: log must be true or false; received ${describeValue(dimension.log)}`);
    }
    if (dimension.log && low < 1) {
      throw new RangeError(`${name} must have bounds of at least 1 for a logarithm; received ${low}`);
    }
  }
}
