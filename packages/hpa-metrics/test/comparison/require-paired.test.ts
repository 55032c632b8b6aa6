import { describe, expect, it } from 'vitest';
import { type PairedData, requirePaired } from '../../src/comparison/require-paired.js';

describe('requirePaired', () => {
  it('returns the data of each model, given and checked', () => {
    const { a, b } = requirePaired({ labels: [1], a: [[0.5, 0.5]], b: [[0, 1]] });
    expect(a.data.scores).toEqual([[0.5, 0.5]]);
    expect(b.checked).toEqual({
      task: 'single-label',
      sampleCount: 1,
      classCount: 2,
      labels: Int32Array.of(1),
      scores: Float64Array.of(0, 1),
    });
  });

  it('gives each model its thresholds, and 0.5 to one without', () => {
    const { a, b } = requirePaired({
      task: 'multi-label',
      indicators: [[1, 0]],
      a: [[0.5, 0.5]],
      b: [[0, 1]],
      thresholds: { b: [0.25, 0.75] },
    });
    expect(a.checked).toMatchObject({ thresholds: Float64Array.of(0.5, 0.5) });
    expect(b.checked).toMatchObject({ thresholds: Float64Array.of(0.25, 0.75) });
  });

  it('names the model whose scores are wrong', () => {
    const refuse = (data: unknown) => expect(() => requirePaired(data as PairedData));
    refuse({ labels: [0], a: [[1, 0]], b: [[1, 1]] }).toThrow('b[0] must hold probabilities');
    refuse({ labels: [0], a: [[1, 0]], b: [] }).toThrow('labels and b must have the same length');
    refuse({ labels: [0], a: [[1, 0]], b: [[1, 0, 0]] }).toThrow(
      new RangeError('a and b must score the same classes; received 2 classes in a and 3 in b'),
    );
  });

  it('refuses thresholds and indicators of a single-label task, and thresholds of other classes', () => {
    const refuse = (data: unknown) => expect(() => requirePaired(data as PairedData));
    const a = [[1, 0]];
    refuse({ labels: [0], a, b: a, thresholds: { a: [0.5, 0.5] } }).toThrow(
      /^thresholds need task: 'multi-label'/,
    );
    refuse({ task: 'multi-label', labels: [[0]], a, b: a, thresholds: { b: [0.5] } }).toThrow(
      'thresholds must hold one number per class; received 1 for 2 classes',
    );
  });
});
