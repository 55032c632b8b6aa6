import { setImmediate } from 'node:timers/promises';
import { type BatchSource, createBatches, type SkippedSample } from '@hpa/data';
import type { Classifier } from '@hpa/models';
import type { OnnxClassifier } from '@hpa/models/onnx';
import { estimateInferenceMemory, type MemoryLimits } from '@hpa/train';
import { dispose, memory, sigmoid, softmax, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { model as connect } from '@tensorflow/tfjs-layers';
import { calibrateScores } from '../answers/calibrate-scores.js';
import type { Dataset } from '../dataset/open-dataset.js';
import { batching, isNative, type PassedRow, passNatively, rowsOf } from './pass-natively.js';

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
  classifier: Classifier | OnnxClassifier,
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
  const { input, classes } = classifier.card;
  const batches = createBatches(
    samples.map((sample) => ({ ...sample, labels: [] })),
    {
      images,
      input,
      classCount: classes.length,
      ...(isNative(classifier) ? batching(input) : { batchSize: batchSize(classifier, memoryLimits) }),
      seed: 0,
      badSamples,
      reuseMemory: true,
    },
  );
  const ids: string[] = [];
  const rows: Float32Array[] = [];
  const scores: (readonly number[])[] = [];
  const watching = {
    ...(signal && { signal }),
    onBatch: (progress: { readonly samples: number }) =>
      onProgress?.({ done: progress.samples + batches.skipped.length, of: samples.length }),
  };
  const passed = isNative(classifier)
    ? passNatively(classifier, batches, watching)
    : pass(classifier, batches, watching);
  for await (const rowsOfBatch of passed) {
    for (const { id, features, probabilities } of rowsOfBatch) {
      ids.push(id);
      rows.push(features);
      scores.push(probabilities);
    }
  }
  const dimensions = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * dimensions);
  for (const [index, row] of rows.entries()) {
    values.set(row, index * dimensions);
  }
  return { ids, dimensions, values, scores, skipped: batches.skipped };
}

function batchSize(classifier: Classifier, limits: MemoryLimits | undefined): number {
  return limits ? batchThatFits(classifier, limits) : BATCH_SIZE;
}

/** Passes batches through a model in TensorFlow.js, as `passNatively` does in onnxruntime. */
async function* pass(
  classifier: Classifier,
  batches: Pick<BatchSource, 'batches'>,
  { signal, onBatch }: Parameters<typeof passNatively>[2],
): AsyncGenerator<readonly PassedRow[], void, undefined> {
  const { task } = classifier.card;
  const run = twoOutputs(classifier);
  let samples = 0;
  for await (const batch of batches.batches(0)) {
    const outputs = tidy(() => {
      const { features, logits } = run(batch.images);
      return { features, probabilities: task === 'multi-label' ? sigmoid(logits) : softmax(logits) };
    });
    try {
      const raw = (await outputs.probabilities.array()) as number[][];
      yield rowsOf(batch.ids, {
        features: await outputs.features.data<'float32'>(),
        probabilities: calibrateScores(raw, classifier),
      });
    } finally {
      dispose(outputs);
      batch.dispose();
    }
    // Some engines read back without a turn of the event loop, in which Ctrl-C is heard.
    await setImmediate();
    signal?.throwIfAborted();
    samples += batch.ids.length;
    onBatch({ samples });
  }
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
