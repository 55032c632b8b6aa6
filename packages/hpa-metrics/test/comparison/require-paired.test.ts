import { describe, expect, it } from 'vitest';
import { requirePaired } from '../../src/comparison/require-paired.js';

describe('requirePaired', () => {
  it('returns the number of classes', () => {
    expect(requirePaired({ labels: [1], a: [[0.5, 0.5]], b: [[0, 1]] }).classCount).toBe(2);
  });

  it('refuses models that score different classes or samples', () => {
    expect(() => requirePaired({ labels: [1], a: [[0.5, 0.5, 0]], b: [[0, 1]] })).toThrow(
      new RangeError('a and b must score the same classes; received 3 classes in a and 2 in b'),
    );
    expect(() => requirePaired({ labels: [1], a: [[0.5, 0.5]], b: [] })).toThrow(
      new RangeError('labels and b must have the same length; received 1 labels and 0 rows'),
    );
  });
});
