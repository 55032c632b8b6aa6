import { describeValue } from './describe-value.js';

interface Named {
  /** What the error message calls the value. */
  readonly name: string;
}

/**
 * Returns the value if it is finite and above 0.
 *
 * @throws RangeError if it is not.
 */
export function requirePositive(value: number, { name }: Named): number {
  return requireValid(value, { name, expected: 'above 0', valid: value > 0 });
}

/**
 * Returns the value if it is finite and at least 0.
 *
 * @throws RangeError if it is not.
 */
export function requireNonNegative(value: number, { name }: Named): number {
  return requireValid(value, { name, expected: 'at least 0', valid: value >= 0 });
}

/**
 * Returns the value if it is in [0, 1).
 *
 * @throws RangeError if it is not.
 */
export function requireFraction(value: number, { name }: Named): number {
  return requireValid(value, { name, expected: 'in [0, 1)', valid: value >= 0 && value < 1 });
}

/**
 * Returns the value if it is a positive integer.
 *
 * @throws RangeError if it is not.
 */
export function requireCount(value: number, { name }: Named): number {
  return requireValid(value, {
    name,
    expected: 'a positive integer',
    valid: Number.isInteger(value) && value >= 1,
  });
}

function requireValid(
  value: number,
  { name, expected, valid }: Named & { readonly expected: string; readonly valid: boolean },
): number {
  if (!Number.isFinite(value) || !valid) {
    throw new RangeError(`${name} must be ${expected}; received ${describeValue(value)}`);
  }
  return value;
}
