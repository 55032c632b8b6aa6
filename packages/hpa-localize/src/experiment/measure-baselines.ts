import { balancedClassWeights, channelStatistics, loadImages, type Sample } from '@hpa/data';
import { accuracy, argmax, macroF1 } from '@hpa/metrics';
import { adam, type Batch, fit, predict } from '@hpa/train';
import { matMul, reshape, type Tensor2D, tensor2d, tidy, variable, zeros } from '@tensorflow/tfjs-core';
import type { Report } from '../report/schema/report-schema.js';
import type { SplitDataset } from './split-dataset.js';

/**
 * Measures what every model must beat: the majority class, which needs no image, and logistic regression on channel
 * statistics, which sees no shapes. An engine of TensorFlow.js must have started.
 *
 * @example
 * import { measureBaselines, openDataset, splitDataset } from '@hpa/localize';
 * const dataset = await openDataset('synthetic', { classes: [14, 21], count: 24, size: 32 });
 * const study = await splitDataset(dataset, { seed: 1 });
 * (await measureBaselines(study)).map(({ name }) => name); // ["majority-class", "channel-statistics"]
 */
export async function measureBaselines(study: SplitDataset): Promise<
  (Report['baselines'][number] & {
    /** The class index that it gives each test sample, by id; `writeReport` compares the models with it by these. */
    readonly answers?: ReadonlyMap<string, number>;
  })[]
> {
  return [majorityClass(study), await linearOnChannelStatistics(study)];
}

/** A baseline, and what it answered. */
export type MeasuredBaseline = Awaited<ReturnType<typeof measureBaselines>>[number];

function majorityClass({ splits, classes }: SplitDataset): MeasuredBaseline {
  const counts = classes.map(() => 0);
  for (const label of classIndices(splits.train)) {
    counts[label] = (counts[label] as number) + 1;
  }
  const majority = argmax(counts);
  const labels = classIndices(splits.test);
  const data = { labels, scores: labels.map(() => classes.map((_, index) => (index === majority ? 1 : 0))) };
  return {
    name: 'majority-class',
    description: `always answers ${classes[majority]?.name}, the most frequent class in training`,
    test: { accuracy: accuracy(data), macroF1: macroF1(data) },
    answers: new Map(splits.test.map(({ id }) => [id, majority])),
  };
}

/**
 * Multinomial logistic regression on the channel statistics of each image (means, spreads, quantiles, correlations),
 * standardized by the training split. It sees no shapes. @hpa/train trains it like any model.
 */
async function linearOnChannelStatistics({
  splits,
  classes,
  images: store,
}: SplitDataset): Promise<MeasuredBaseline> {
  const [train, validation, test] = await Promise.all([
    measureSamples(splits.train, store),
    measureSamples(splits.validation, store),
    measureSamples(splits.test, store),
  ]);
  const standardize = standardizer(train);
  const features = train[0]?.length ?? 0;
  const weights = variable(zeros([features + 1, classes.length]));
  const model = {
    variables: [weights],
    logits: (images: Batch['images']): Tensor2D =>
      tidy(() => matMul(reshape(images, [-1, features + 1]), weights) as Tensor2D),
  };
  const source = (samples: readonly Sample[], rows: readonly number[][]) =>
    oneBatch({ samples, rows: rows.map(standardize), classCount: classes.length });
  const optimizer = adam({ learningRate: 0.02 });
  try {
    await fit(model, source(splits.train, train), {
      optimizer,
      epochs: 200,
      validation: source(splits.validation, validation),
      classWeights: balancedClassWeights(classIndices(splits.train), { classCount: classes.length }),
    });
    const { ids, scores } = await predict(model, source(splits.test, test));
    const data = { labels: classIndices(splits.test), scores };
    return {
      name: 'channel-statistics',
      description: 'logistic regression on brightness, spread and correlation of the channels',
      test: { accuracy: accuracy(data), macroF1: macroF1(data) },
      answers: new Map(ids.map((id, row) => [id, argmax(scores[row]!)])),
    };
  } finally {
    weights.dispose();
    optimizer.dispose();
  }
}

async function measureSamples(
  samples: readonly Sample[],
  images: SplitDataset['images'],
): Promise<number[][]> {
  const rows: number[][] = [];
  for await (const { image } of loadImages(samples, { images })) {
    rows.push([...channelStatistics(image)]);
  }
  return rows;
}

/** Subtracts the mean and divides by the standard deviation of each column, and adds a constant 1 for the bias. */
function standardizer(rows: readonly (readonly number[])[]): (row: readonly number[]) => number[] {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] as number));
  const means = columns.map((values) => values.reduce((total, value) => total + value, 0) / values.length);
  const deviations = columns.map((values, column) =>
    Math.sqrt(
      values.reduce((total, value) => total + (value - (means[column] as number)) ** 2, 0) / values.length,
    ),
  );
  return (row) => [
    ...row.map(
      (value, column) => (value - (means[column] as number)) / ((deviations[column] as number) || 1),
    ),
    1,
  ];
}

/** Gives all rows as one batch of one-pixel images, whose channels are the features. */
function oneBatch({
  samples,
  rows,
  classCount,
}: {
  readonly samples: readonly Sample[];
  readonly rows: readonly (readonly number[])[];
  readonly classCount: number;
}) {
  return {
    sampleCount: samples.length,
    async *batches() {
      const images = tidy(() =>
        reshape(tensor2d(rows as number[][]), [rows.length, 1, 1, -1]),
      ) as Batch['images'];
      const labels = tensor2d(
        classIndices(samples).map((label) =>
          Array.from({ length: classCount }, (_, index) => Number(index === label)),
        ),
      );
      yield {
        images,
        labels,
        ids: samples.map(({ id }) => id),
        dispose: () => {
          images.dispose();
          labels.dispose();
        },
      };
    },
  };
}

function classIndices(samples: readonly Sample[]): number[] {
  return samples.map(({ labels }) => labels[0] as number);
}
