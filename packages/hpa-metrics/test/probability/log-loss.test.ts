import { describe, expect, it } from 'vitest';
import { logLoss } from '../../src/index.js';
import { handWorked } from '../support/hand-worked.js';

describe('logLoss', () => {
  it('averages the logarithms of the true probabilities', () => {
    expect(logLoss(handWorked)).toBeCloseTo(-Math.log(0.8 * 0.4 * 0.7 * 0.6 * 0.4 * 0.3) / 6, 14);
  });

  it('is the logarithm of the number of classes for uniform probabilities', () => {
    expect(logLoss({ labels: [2], scores: [[0.25, 0.25, 0.25, 0.25]] })).toBeCloseTo(Math.log(4), 15);
  });

  it('clips certain predictions, right or wrong', () => {
    expect(logLoss({ labels: [1], scores: [[1, 0]] })).toBeCloseTo(15 * Math.LN10, 12);
    expect(logLoss({ labels: [0], scores: [[1, 0]] })).toBeCloseTo(1e-15, 16);
    expect(logLoss({ labels: [0], scores: [[1.0000005, 0]] })).toBeCloseTo(1e-15, 16);
  });
});
