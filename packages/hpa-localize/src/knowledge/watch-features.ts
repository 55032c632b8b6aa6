import type { BatchSource } from '@hpa/data';
import { type Classifier, layerOutputs } from '@hpa/models';
import type { Trainable } from '@hpa/train';
import { keep, type Tensor2D } from '@tensorflow/tfjs-core';

/** A model and batches for `predict()` of @hpa/train, and what was kept of the features of each sample once it has ended. */
interface Watched<Kept> {
  readonly model: Trainable;
  readonly batches: BatchSource;
  /** One value a sample, in the order of the batches. */
  kept(): Promise<readonly Kept[]>;
}

/**
 * Keeps something of the features of each sample while the samples are scored, so that they pass through the network once. The logits
 * are those of the classifier, to the bit.
 */
export function watchFeatures<Kept>(
  classifier: Classifier,
  batches: BatchSource,
  {
    keepOf,
  }: {
    /** What to keep of the features of one sample, D numbers. */
    readonly keepOf: (features: Float32Array) => Kept;
  },
): Watched<Kept> {
  const { card, variables, network, backbone } = classifier;
  const ends = [backbone, network].map(({ outputLayers }) => outputLayers[0]!.name);
  const rows: Promise<readonly Kept[]>[] = [];
  let passes: Promise<readonly Kept[]>[] = [];
  return {
    model: {
      card,
      variables,
      logits(images) {
        const [features, logits] = layerOutputs(classifier, images, { layers: ends }) as [Tensor2D, Tensor2D];
        passes.push(readRows(keep(features), keepOf));
        return logits;
      },
    },
    batches: {
      ...batches,
      async *batches(epoch) {
        passes = [];
        for await (const batch of batches.batches(epoch)) {
          const count = batch.ids.length;
          yield batch;
          // The memory of a batch is estimated by images that pass before its own.
          rows.push(Promise.all(passes).then((parts) => parts.flat().slice(-count)));
          passes = [];
        }
      },
    },
    kept: async () => (await Promise.all(rows)).flat(),
  };
}

/** Reads features back, and frees them. */
async function readRows<Kept>(
  features: Tensor2D,
  keepOf: (features: Float32Array) => Kept,
): Promise<readonly Kept[]> {
  const [count, width] = features.shape;
  try {
    const values = await features.data<'float32'>();
    return Array.from({ length: count }, (_, row) => keepOf(values.slice(row * width, (row + 1) * width)));
  } finally {
    features.dispose();
  }
}
