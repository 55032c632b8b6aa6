import { balancedClassWeights, channelStatistics, loadImages, positiveWeights, type Sample } from '@hpa/data';
import { fitThresholds } from '@hpa/metrics';
import { type Batch, fit, losses, optimizers, predict } from '@hpa/train';
import { matMul, reshape, type Tensor2D, tensor2d, tidy, variable, zeros } from '@tensorflow/tfjs-core';
import { claimedClasses } from '../answers/claimed-classes.js';
import type { SplitDataset } from './split-dataset.js';

/** Rare classes weigh more by the square roots of frequencies, as in the built-in recipes: networks are to beat an equal. */
const POWER = 0.5;

/**
 * Answers the test samples by logistic regression on the channel statistics of each image (means, spreads, quantiles,
 * correlations), standardized by the training split: multinomial for one label a sample; for several, one regression per class
 * against the rest, with thresholds fitted on the validation split. It sees no shapes. @hpa/train trains it like any model.
 *
 * @returns The class indices that it gives each test sample, by id.
 */
export async function answerByChannelStatistics({
  splits,
  classes,
  task,
  images: store,
}: SplitDataset): Promise<ReadonlyMap<string, readonly number[]>> {
  const [train, validation, test] = await Promise.all([
    measureSamples(splits.train, store),
    measureSamples(splits.validation, store),
    measureSamples(splits.test, store),
  ]);
  const classCount = classes.length;
  const standardize = standardizer(train);
  const features = train[0]?.length ?? 0;
  const weights = variable(zeros([features + 1, classCount]));
  const model = {
    variables: [weights],
    logits: (images: Batch['images']): Tensor2D =>
      tidy(() => matMul(reshape(images, [-1, features + 1]), weights) as Tensor2D),
  };
  const source = (samples: readonly Sample[], rows: readonly number[][]) =>
    oneBatch({ samples, rows: rows.map(standardize), classCount });
  const labels = splits.train.map((sample) => sample.labels);
  const balance =
    task === 'multi-label'
      ? {
          loss: losses.binaryCrossEntropy({
            positiveWeights: positiveWeights(splits.train, { classCount, power: POWER }),
          }),
        }
      : { classWeights: balancedClassWeights(labels.flat(), { classCount, power: POWER }) };
  const optimizer = optimizers.adam({ learningRate: 0.02 });
  try {
    await fit(model, source(splits.train, train), {
      optimizer,
      task,
      epochs: 200,
      validation: source(splits.validation, validation),
      ...balance,
    });
    const thresholds =
      task === 'multi-label' ? await findThresholds(source(splits.validation, validation)) : undefined;
    const { ids, scores } = await predict(model, source(splits.test, test), { task });
    return new Map(ids.map((id, row) => [id, claimedClasses(scores[row]!, { task, thresholds })]));
  } finally {
    weights.dispose();
    optimizer.dispose();
  }

  async function findThresholds(batches: ReturnType<typeof source>): Promise<readonly number[]> {
    const predicted = await predict(model, batches, { task: 'multi-label' });
    return fitThresholds({ ...predicted, split: 'validation' }, { method: 'max-f1' }).values;
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
        samples.map((sample) =>
          Array.from({ length: classCount }, (_, index) => Number(sample.labels.includes(index))),
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
