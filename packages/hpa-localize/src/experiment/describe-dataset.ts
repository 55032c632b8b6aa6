import type { Sample } from '@hpa/data';
import type { Report } from '../report/schema/report-schema.js';
import type { SplitDataset } from './split-dataset.js';

/** Puts together what the report says of the samples of a study. Of folds, every sample counts in each, so that it is tested once. */
export function describeDataset({
  provenance,
  task,
  taskReason,
  classes,
  splits,
  folds,
  groups,
  fields,
  skipped,
  warnings,
  leftOut,
  leakage,
  images,
  levels,
  scale,
  fit,
}: SplitDataset): Report['dataset'] {
  const { duplicateIds, sharedGroups, nearDuplicates } = leakage;
  const all = folds ?? [splits];
  const part = (name: 'train' | 'validation' | 'test') => all.flatMap((each) => each[name]);
  const parts = { train: part('train'), validation: part('validation'), test: part('test') };
  /** How many samples of each split are counted. */
  const count = (isCounted: (sample: Sample) => boolean) => ({
    train: parts.train.filter(isCounted).length,
    validation: parts.validation.filter(isCounted).length,
    test: parts.test.filter(isCounted).length,
  });
  const groupsOf = (samples: readonly Sample[]) =>
    groups === undefined ? {} : { testGroups: new Set(samples.map(({ group }) => group)).size };
  const samples = [...parts.train, ...parts.validation, ...parts.test];
  const maximum = samples.reduce((largest, { labels }) => Math.max(largest, labels.length), 0);
  return {
    task,
    taskReason,
    provenance,
    classes: classes.map(({ id, name }) => ({ id, name })),
    ...(folds && { folds: folds.length }),
    counts: count(() => true),
    perClass: classes.map(({ id, name }, index) => ({
      id,
      name,
      ...count(({ labels }) => labels.includes(index)),
      ...groupsOf(parts.test.filter(({ labels }) => labels.includes(index))),
    })),
    ...(task === 'multi-label' && {
      locationsPerCell: Array.from({ length: maximum + 1 }, (_, locations) =>
        count(({ labels }) => labels.length === locations),
      ),
    }),
    grouped: groups !== undefined,
    ...(groups !== undefined && { groups }),
    ...groupsOf(parts.test),
    ...(fields && { fields }),
    ...(skipped.length > 0 && { skipped }),
    ...(warnings.length > 0 && { warnings }),
    ...(leftOut.length > 0 && { leftOut }),
    imageSize: images.height,
    ...(images.channels && { channels: [...images.channels] }),
    ...(levels && { levels }),
    ...(scale && { scale }),
    ...(fit && { fit }),
    leakage: { duplicateIds, sharedGroups, nearDuplicates },
  };
}
