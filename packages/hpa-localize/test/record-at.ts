import type { TrainingRecord } from '../src/knowledge/training-record.js';

/** The record of a model that was trained on images of a scale, in micrometers, and a size. */
export function recordAt({
  scale,
  size,
  classes = [],
}: {
  readonly scale: number;
  readonly size: number;
  readonly classes?: readonly { readonly name: string }[];
}): TrainingRecord {
  const score = { value: 0.5, interval: null };
  return {
    formatVersion: 1,
    data: 'cells',
    synthetic: false,
    protocol: 'honest',
    seed: 1,
    size: { height: size, width: size },
    scale,
    fit: 'pad',
    cells: { train: 1, validation: 1, test: 1 },
    groups: null,
    classes: classes.map(({ name }) => ({ name, cells: 1 })),
    channels: ['microtubules', 'protein', 'nucleus', 'er'],
    notes: [],
    test: { accuracy: score, macroF1: score },
  };
}
