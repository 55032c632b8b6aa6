import { describe, expect, it } from 'vitest';
import { brierScore } from '../../src/index.js';
import { certain, handWorked } from '../support/hand-worked.js';

describe('brierScore', () => {
  it('averages .06, .62, .14, .26, .54 and .78', () => {
    expect(brierScore(handWorked)).toBeCloseTo(0.4, 15);
  });

  it('runs from 0 for certain and right to 2 for certain and wrong', () => {
    expect(brierScore({ labels: [0, 1], scores: certain([0, 1]) })).toBe(0);
    expect(brierScore({ labels: [0, 1], scores: certain([1, 0]) })).toBe(2);
  });
});
