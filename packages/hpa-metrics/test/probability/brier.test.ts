import { describe, expect, it } from 'vitest';
import { brier } from '../../src/index.js';
import { certain, handWorked } from '../support/hand-worked.js';

describe('brier', () => {
  it('averages .06, .62, .14, .26, .54 and .78', () => {
    expect(brier(handWorked)).toBeCloseTo(0.4, 15);
  });

  it('runs from 0 for certain and right to 2 for certain and wrong', () => {
    expect(brier({ labels: [0, 1], scores: certain([0, 1]) })).toBe(0);
    expect(brier({ labels: [0, 1], scores: certain([1, 0]) })).toBe(2);
  });
});
