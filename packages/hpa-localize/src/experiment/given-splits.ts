import { type Sample, type Splits, splitSamples } from '@hpa/data';

/** The part of the training samples that becomes the validation split where a dataset gives none: 15 of 85 percent. */
const VALIDATION_SHARE = 0.15 / 0.85;

/**
 * Splits samples as their dataset says, by the `split` of each. If it gives no validation split, one is drawn from the
 * training samples, whole groups at a time, and each class in its share.
 *
 * @returns undefined if not every sample has a `split`; else the splits, each sorted by id, and in one sentence where they
 * come from.
 * @throws RangeError naming the split or the class if none is given to train on or to test on, or a class has no sample to
 * train on.
 */
export function givenSplits(
  samples: readonly Sample[],
  {
    classNames,
    seed,
    multiLabel = false,
  }: { readonly classNames: readonly string[]; readonly seed: number; readonly multiLabel?: boolean },
): { readonly splits: Splits; readonly note: string } | undefined {
  if (samples.length === 0 || samples.some(({ split }) => split === undefined)) {
    return undefined;
  }
  const part = (name: keyof Splits) =>
    samples.filter(({ split }) => split === name).sort((a, b) => (a.id < b.id ? -1 : 1));
  const [train, validation, test] = [part('train'), part('validation'), part('test')];
  if (train.length === 0 || test.length === 0) {
    const missing = train.length === 0 ? 'train' : 'test';
    throw new RangeError(
      `a study needs samples to train and to test on; the split of the dataset gives none to ${missing}`,
    );
  }
  if (validation.length > 0) {
    requireEachClass(train, classNames);
    return { splits: { train, validation, test }, note: 'The split is the one that the dataset gives.' };
  }
  const fractions = { train: 0.7, validation: VALIDATION_SHARE, test: 0.3 - VALIDATION_SHARE };
  const drawn = splitSamples(train, {
    seed,
    fractions,
    classCount: classNames.length,
    classNames,
    multiLabel,
  });
  const rest = [...drawn.train, ...drawn.test].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    splits: { train: rest, validation: drawn.validation, test },
    note: 'The split is the one that the dataset gives; it has no validation split, so one was drawn from the training samples.',
  };
}

function requireEachClass(train: readonly Sample[], classNames: readonly string[]): void {
  const absent = classNames.filter((_, label) => !train.some(({ labels }) => labels.includes(label)));
  if (absent.length > 0) {
    throw new RangeError(
      `every class must have a sample to train on; the split of the dataset gives none of ${absent.join(', ')}`,
    );
  }
}
