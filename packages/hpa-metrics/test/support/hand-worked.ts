import type { ClassificationData } from '../../src/index.js';

/** Data of samples that belong to one class each. */
export type SingleLabel = Exclude<ClassificationData, { task: 'multi-label' }>;

/** Six samples of three classes, small enough to work every metric by hand; confusion [[1,1,0],[0,2,0],[1,0,1]]. */
export const handWorked: SingleLabel = {
  labels: [0, 0, 1, 1, 2, 2],
  scores: [
    [0.8, 0.1, 0.1],
    [0.4, 0.5, 0.1],
    [0.2, 0.7, 0.1],
    [0.1, 0.6, 0.3],
    [0.3, 0.3, 0.4],
    [0.5, 0.2, 0.3],
  ],
};

/**
 * Four samples of three classes, of which the last never occurs, small enough to work every metric by hand. At thresholds of
 * one half the classes predicted are [0], [0, 1], [] and [1, 2].
 */
export const handWorkedSeveral = {
  task: 'multi-label',
  labels: [[0, 1], [1], [], [0]],
  scores: [
    [0.9, 0.4, 0.2],
    [0.6, 0.8, 0.1],
    [0.3, 0.2, 0.1],
    [0.2, 0.7, 0.5],
  ],
} as const satisfies ClassificationData;

/** One-hot rows for given predicted classes. */
export function certain(predictions: readonly number[], classCount = 2): number[][] {
  return predictions.map((predicted) =>
    Array.from({ length: classCount }, (_, index) => (index === predicted ? 1 : 0)),
  );
}
