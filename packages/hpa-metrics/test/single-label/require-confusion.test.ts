import { describe, expect, it } from 'vitest';
import {
  accuracyFromConfusion,
  balancedAccuracyFromConfusion,
  macroF1FromConfusion,
  matthewsCorrelationFromConfusion,
} from '../../src/index.js';
import { perClassFromConfusion } from '../../src/single-label/from-confusion.js';
import { requireConfusion } from '../../src/single-label/require-confusion.js';

describe('requireConfusion', () => {
  it('accepts a square matrix of counts', () => {
    expect(() =>
      requireConfusion([
        [1, 0],
        [0, 0],
      ]),
    ).not.toThrow();
  });

  it.each([
    ['a matrix that is not square', [[1, 0]], 'confusion must be square; row 0 holds 2 of 1 entries'],
    [
      'a share',
      [
        [0.5, 0],
        [0, 1],
      ],
      'confusion[0][0] must be a count of samples; received 0.5',
    ],
    [
      'a negative count',
      [
        [1, 0],
        [-1, 1],
      ],
      'confusion[1][0] must be a count of samples; received -1',
    ],
    [
      'NaN',
      [
        [1, Number.NaN],
        [0, 1],
      ],
      'confusion[0][1] must be a count of samples; received NaN',
    ],
    [
      'a matrix without samples',
      [
        [0, 0],
        [0, 0],
      ],
      'confusion must count at least one sample; received none',
    ],
    ['a matrix without classes', [], 'confusion must count at least one sample; received none'],
  ])('refuses %s', (_, confusion, message) => {
    expect(() => requireConfusion(confusion)).toThrow(new RangeError(message));
  });

  it.each([
    accuracyFromConfusion,
    balancedAccuracyFromConfusion,
    macroF1FromConfusion,
    matthewsCorrelationFromConfusion,
    perClassFromConfusion,
  ])('protects %o', (metric) => {
    expect(() =>
      metric([
        [0, 0],
        [0, 0],
      ]),
    ).toThrow(RangeError);
  });
});
