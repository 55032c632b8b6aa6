import { createHash } from 'node:crypto';
import type { SplitDataset } from './split-dataset.js';

/** One of the trainings that a study gives each model. */
export interface StudyTraining {
  /** From 1; undefined if there is one alone. */
  readonly repeat: number | undefined;
  /** From 1; undefined if the samples were split once. */
  readonly fold: number | undefined;
  readonly seed: number;
  /** The study with the splits of the fold. */
  readonly study: SplitDataset;
}

/**
 * Lists the trainings that a study gives each model: every repeat, and in it every fold. The folds of a repeat share its seed, and
 * the repeats the folds.
 */
export function studyTrainings(
  study: SplitDataset,
  { repeats, seed }: { readonly repeats: number; readonly seed: number },
): StudyTraining[] {
  const folds = study.folds?.map((_, index) => index + 1) ?? [undefined];
  return Array.from({ length: repeats }, (_, index) =>
    folds.map((fold) => ({
      repeat: repeats === 1 ? undefined : index + 1,
      fold,
      seed: repeatSeed(seed, { repeat: index + 1 }),
      study: studyOfFold(study, { fold }),
    })),
  ).flat();
}

/** Returns a study with the splits of one of its folds; as it is if there is no fold. */
export function studyOfFold(
  study: SplitDataset,
  { fold }: { readonly fold?: number | undefined },
): SplitDataset {
  const { folds, ...rest } = study;
  return fold === undefined ? study : { ...rest, splits: folds![fold - 1]! };
}

/** The seed of a repeat: the first has that of the run, and the others seeds that a digest draws from it. */
export function repeatSeed(seed: number, { repeat }: { readonly repeat: number }): number {
  return repeat === 1
    ? seed
    : createHash('sha256').update(`repeat ${repeat} of seed ${seed}`).digest().readUInt32LE(0);
}
