import { CHANNEL_NAMES, type Sample } from '@hpa/data';
import { fitFamiliarity } from '../knowledge/familiarity.js';
import type { TrainingRecord } from '../knowledge/training-record.js';
import { fieldsInWords } from '../report/words/fields-in-words.js';
import { intervalsOf } from './intervals-of.js';
import type { MeasuredModel } from './measure-model.js';
import type { SeenCell } from './see-training-cells.js';
import type { SplitDataset } from './split-dataset.js';

/** Puts together what a trained model knows of its training: on which cells, how good it is on others, and how unlike them a cell may be. */
export function recordTraining({
  study,
  seed,
  measured: {
    evaluations: { test },
  },
  known,
  trainingCells,
}: {
  readonly study: SplitDataset;
  readonly seed: number;
  readonly measured: Pick<MeasuredModel, 'evaluations'>;
  /** Features of training cells; undefined for a network that has too many. */
  readonly known: readonly SeenCell[] | undefined;
  /** What lies beside the record; undefined if nothing does. */
  readonly trainingCells: TrainingRecord['trainingCells'] | undefined;
}): TrainingRecord {
  const { splits, classes, groups, images } = study;
  const intervals = intervalsOf(test);
  const score = (value: number, name: string): TrainingRecord['test']['accuracy'] => {
    const { interval = null, reason } = intervals[name] ?? {};
    return { value, interval, ...(reason !== undefined && { reason }) };
  };
  const [accuracy, name] =
    test.task === 'multi-label' ? [test.exactMatch, 'exactMatch'] : [test.accuracy, 'accuracy'];
  const familiarity = known && fitFamiliarity(known.map(({ features }) => features));
  return {
    formatVersion: 1,
    data: study.provenance,
    synthetic: study.synthetic,
    protocol: study.protocol,
    seed,
    size: { height: images.height, width: images.width },
    ...(study.scale && { scale: study.scale.micrometers }),
    ...(study.fit && { fit: study.fit }),
    cells: bySplit(splits, (samples) => samples.length),
    groups:
      groups === undefined
        ? null
        : bySplit(splits, (samples) => new Set(samples.map(({ group }) => group)).size),
    classes: classes.map((label, index) => ({
      name: label.name,
      cells: splits.train.filter(({ labels }) => labels.includes(index)).length,
    })),
    channels: (images.channels ?? CHANNEL_NAMES).filter((channel) =>
      splits.train.every(({ channels }) => channels[channel] !== undefined),
    ),
    notes: study.fields?.segmented === undefined ? [] : [fieldsInWords(study.fields)],
    test: { accuracy: score(accuracy, name), macroF1: score(test.macroF1, 'macroF1') },
    ...(trainingCells && { trainingCells }),
    ...(familiarity && { familiarity }),
  };
}

function bySplit(
  { train, validation, test }: SplitDataset['splits'],
  count: (samples: readonly Sample[]) => number,
): TrainingRecord['cells'] {
  return { train: count(train), validation: count(validation), test: count(test) };
}
