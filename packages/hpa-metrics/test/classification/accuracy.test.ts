import { describe, expect, it } from 'vitest';
import { accuracy } from '../../src/index.js';
import { certain, handWorked } from '../support/hand-worked.js';
import { samplesOf } from '../support/samples-of.js';

describe('accuracy', () => {
  it('is the share of correct predictions', () => {
    expect(accuracy(handWorked)).toBe(4 / 6);
  });

  it('is 1 if all are right and 0 if none is', () => {
    expect(accuracy({ labels: [0, 1], scores: certain([0, 1]) })).toBe(1);
    expect(accuracy({ labels: [0, 1], scores: certain([1, 0]) })).toBe(0);
  });

  it('reads a confusion matrix', () => {
    expect(
      accuracy(
        samplesOf([
          [3, 1],
          [2, 4],
        ]),
      ),
    ).toBe(0.7);
  });
});
