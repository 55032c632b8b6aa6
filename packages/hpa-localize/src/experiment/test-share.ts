import type { SplitDataset } from './split-dataset.js';

/** The number of test samples of a fold divided by that of the samples that a training learns or chooses from: about 1 / (k - 1). */
export function testShare(folds: NonNullable<SplitDataset['folds']>): number {
  const [{ train, validation, test }] = folds as [NonNullable<SplitDataset['folds']>[number]];
  return test.length / (train.length + validation.length);
}
