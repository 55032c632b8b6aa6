import { setImmediate } from 'node:timers/promises';
import { createBatches, type SkippedSample } from '@hpa/data';
import type { Classifier } from '@hpa/models';
import { estimateInferenceMemory, type MemoryLimits } from '@hpa/train';
import { memory, sigmoid, softmax, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { model as connect } from '@tensorflow/tfjs-layers';
import { calibrateScores } from '../answers/calibrate-scores.js';
import type { Dataset } from '../dataset/open-dataset.js';

/** The features and the class probabilities of samples, in their order; `skipped` could not be read. */
export interface SampleFeatures {
  readonly ids: readonly string[];
  /** Numbers a sample. */
  readonly dimensions: number;
  /** The pooled features below the head, one sample after another. */
  readonly values: Float32Array;
  /** Calibrated as the card says. */
  readonly scores: readonly (readonly number[])[];
  readonly skipped: readonly SkippedSample[];
}

/** Number of images per batch, if so many fit in memory. */
const BATCH_SIZE = 16;

/**
 * Computes the features and the probabilities of samples in one pass. Labels play no part.
 *
 * @throws Error if an image cannot be read and bad samples are not skipped, not one image fits in memory, or features are not finite,
 * naming the sample.
 */
export async function embedSamples(
  classifier: Classifier,
  { samples, images }: Pick<Dataset, 'samples' | 'images'>,
  {
    badSamples,
    memoryLimits,
    signal,
    onProgress,
  }: {
    readonly badSamples: 'throw' | 'skip';
    readonly memoryLimits?: MemoryLimits;
    /** Ends the call after the current batch, with an AbortError. */
    readonly signal?: AbortSignal;
    /** Called after every batch. */
    readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
  },
): Promise<SampleFeatures> {
  const { input, classes, task } = classifier.card;
  const run = twoOutputs(classifier);
  const batches = createBatches(
    samples.map((sample) => ({ ...sample, labels: [] })),
    {
      images,
      input,
      classCount: classes.length,
      batchSize: memoryLimits ? batchThatFits(classifier, memoryLimits) : BATCH_SIZE,
      seed: 0,
      badSamples,
      reuseMemory: true,
    },
  );
  const ids: string[] = [];
  const rows: number[][] = [];
  const raw: number[][] = [];
  for await (const batch of batches.batches(0)) {
    const outputs = tidy(() => {
      const { features, logits } = run(batch.images);
      return { features, probabilities: task === 'multi-label' ? sigmoid(logits) : softmax(logits) };
    });
    try {
      rows.push(...((await outputs.features.array()) as number[][]));
      raw.push(...((await outputs.probabilities.array()) as number[][]));
    } finally {
      outputs.features.dispose();
      outputs.probabilities.dispose();
      batch.dispose();
    }
    ids.push(...batch.ids);
    // Some engines read back without a turn of the event loop, in which Ctrl-C is heard.
    await setImmediate();
    signal?.throwIfAborted();
    onProgress?.({ done: ids.length + batches.skipped.length, of: samples.length });
  }
  const wrong = rows.findIndex((row) => !row.every(Number.isFinite));
  if (wrong !== -1) {
    throw new Error(`${ids[wrong]}: the features must be finite numbers; some are not`);
  }
  const dimensions = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * dimensions);
  for (const [index, row] of rows.entries()) {
    values.set(row, index * dimensions);
  }
  return { ids, dimensions, values, scores: calibrateScores(raw, classifier), skipped: batches.skipped };
}

/** Both outputs of a classifier, whose backbone then runs once. */
function twoOutputs({ network, backbone }: Classifier): (images: Tensor4D) => Outputs {
  const both = connect({ inputs: network.inputs, outputs: [backbone.outputs[0]!, network.outputs[0]!] });
  return (images) => {
    const [features, logits] = both.apply(images, { training: false }) as [Tensor, Tensor];
    return { features, logits };
  };
}

interface Outputs {
  /** float32 [N, D]. */
  readonly features: Tensor;
  /** float32 [N, classes]. */
  readonly logits: Tensor;
}

function batchThatFits(classifier: Classifier, limits: MemoryLimits): number {
  const { height, width, channels } = classifier.card.input;
  const estimate = estimateInferenceMemory(classifier, { inputShape: [height, width, channels.length] });
  const { totalBytes } = limits;
  const fitting = estimate.largestBatch({
    ...limits,
    ...(totalBytes !== undefined && { totalBytes: totalBytes - memory().numBytes }),
  });
  if (fitting === 0) {
    throw new Error(`not one image of ${height} x ${width} pixels fits in the memory of the engine`);
  }
  return Math.min(BATCH_SIZE, fitting);
}
