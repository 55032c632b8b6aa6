import { describe, expect, it } from 'vitest';
import { argmax } from '../../src/index.js';

describe('argmax', () => {
  it('finds the largest value', () => {
    expect(argmax([0.1, 0.7, 0.2])).toBe(1);
  });

  it('takes the lowest index among ties', () => {
    expect(argmax([0.2, 0.4, 0.4])).toBe(1);
    expect(argmax([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBe(0);
  });

  it('refuses an empty row and NaN', () => {
    expect(() => argmax([])).toThrow(new RangeError('values must hold at least one number; received none'));
    expect(() => argmax([1, Number.NaN])).toThrow(new RangeError('values[1] must be a number; received NaN'));
  });
});
