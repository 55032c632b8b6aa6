import { type BatchSource, CHANNEL_NAMES, type Sample } from '@hpa/data';
import type { Classifier } from '@hpa/models';
import { type MemoryLimits, predict } from '@hpa/train';
import { type Familiarity, fitFamiliarity, MAXIMUM_FEATURES } from '../knowledge/familiarity.js';
import type { TrainingRecord } from '../knowledge/training-record.js';
import { watchFeatures } from '../knowledge/watch-features.js';
import { fieldsInWords } from '../report/words/fields-in-words.js';
import { intervalsOf } from './intervals-of.js';
import type { MeasuredModel } from './measure-model.js';
import type { SplitDataset } from './split-dataset.js';

/** Of larger training splits, so many cells say how features are spread: a percentile needs no more. */
const MAXIMUM_CELLS = 2000;

/** Puts together what a trained model knows of its training: on which cells, how good it is on others, and how unlike them a cell may be. */
export async function recordTraining(
  classifier: Classifier,
  {
    study,
    seed,
    batches,
    measured: {
      evaluations: { test },
    },
    memoryLimits,
  }: {
    readonly study: SplitDataset;
    readonly seed: number;
    /** Makes the batches of samples as the images are. */
    readonly batches: (samples: readonly Sample[]) => BatchSource;
    readonly measured: Pick<MeasuredModel, 'evaluations'>;
    readonly memoryLimits?: MemoryLimits | undefined;
  },
): Promise<TrainingRecord> {
  const { splits, classes, groups, images } = study;
  const intervals = intervalsOf(test);
  const score = (value: number, name: string): TrainingRecord['test']['accuracy'] => {
    const { interval = null, reason } = intervals[name] ?? {};
    return { value, interval, ...(reason !== undefined && { reason }) };
  };
  const [accuracy, name] =
    test.task === 'multi-label' ? [test.exactMatch, 'exactMatch'] : [test.accuracy, 'accuracy'];
  const familiarity = await learnFamiliarity(classifier, {
    batches: batches(spread(splits.train)),
    memoryLimits,
  });
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
    ...(familiarity && { familiarity }),
  };
}

function bySplit(
  { train, validation, test }: SplitDataset['splits'],
  count: (samples: readonly Sample[]) => number,
): TrainingRecord['cells'] {
  return { train: count(train), validation: count(validation), test: count(test) };
}

/** Training cells at equal distances, so that every class takes part as it does in the split. */
function spread(samples: readonly Sample[]): readonly Sample[] {
  const count = Math.min(samples.length, MAXIMUM_CELLS);
  return Array.from({ length: count }, (_, index) => samples[Math.floor((index * samples.length) / count)]!);
}

/** Learns how the features of cells are spread; undefined for a network with too many features. */
async function learnFamiliarity(
  classifier: Classifier,
  {
    batches,
    memoryLimits,
  }: { readonly batches: BatchSource; readonly memoryLimits: MemoryLimits | undefined },
): Promise<Familiarity | undefined> {
  const [, width] = classifier.backbone.outputs[0]!.shape;
  if (width == null || width > MAXIMUM_FEATURES) {
    return undefined;
  }
  const watched = watchFeatures(classifier, batches, { keepOf: (features) => features });
  await predict(watched.model, watched.batches, memoryLimits ? { memoryLimits } : {});
  return fitFamiliarity(await watched.kept());
}
