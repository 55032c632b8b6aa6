import type { BatchSource, InputSpec } from '@hpa/data';
import type { Classifier } from '@hpa/models';
import type { OnnxClassifier } from '@hpa/models/onnx';
import { dispose, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ScoringModel } from './load-ensemble.js';

/** What a model says of one sample. */
export interface PassedRow {
  readonly id: string;
  /** One a class, calibrated. */
  readonly probabilities: readonly number[];
  /** The pooled features below the head. */
  readonly features: Float32Array;
}

/** Images of a batch, if so many are small enough. */
const BATCH_SIZE = 16;

/**
 * Pixels of a batch, at most. Layers of 64 maps at the size of the image, as networks have at their widest, then take 512 MiB: onnxruntime
 * knows no limit of its own.
 */
const MAXIMUM_PIXELS = 2 ** 21;

/** Whether a model runs in onnxruntime and is one of ours. */
export function isNative(model: ScoringModel | Classifier): model is OnnxClassifier {
  return 'outputs' in model;
}

/** How many images of this size a model in onnxruntime takes at once. */
export function batchSizeFor({ height, width }: Pick<InputSpec, 'height' | 'width'>): number {
  return Math.max(1, Math.min(BATCH_SIZE, Math.floor(MAXIMUM_PIXELS / (height * width))));
}

/**
 * Passes batches through a model in onnxruntime and yields what it says of the samples of each, in their order.
 *
 * @throws Error naming the sample if numbers are not finite; the reason of the signal if it aborts.
 */
export async function* passNatively(
  model: OnnxClassifier,
  batches: Pick<BatchSource, 'batches'>,
  {
    signal,
    onBatch,
  }: {
    /** Ends the pass after the current batch. */
    readonly signal?: AbortSignal;
    /** Called after every batch, with the number of samples so far. */
    readonly onBatch: (progress: { readonly samples: number }) => void;
  },
): AsyncGenerator<readonly PassedRow[], void, undefined> {
  signal?.throwIfAborted();
  let samples = 0;
  for await (const batch of batches.batches(0)) {
    try {
      yield rowsOf(batch.ids, await readOutputs(model, batch.images));
    } finally {
      batch.dispose();
    }
    samples += batch.ids.length;
    onBatch({ samples });
    signal?.throwIfAborted();
  }
}

async function readOutputs(
  model: OnnxClassifier,
  images: Tensor4D,
): Promise<{ readonly probabilities: readonly (readonly number[])[]; readonly features: Float32Array }> {
  const outputs = await model.outputs(images);
  try {
    return {
      probabilities: await outputs.probabilities.array(),
      features: await outputs.features.data<'float32'>(),
    };
  } finally {
    dispose({ ...outputs });
  }
}

/**
 * Takes what a model says of a batch apart, sample by sample.
 *
 * @throws Error naming the sample if numbers are not finite.
 */
export function rowsOf(
  ids: readonly string[],
  {
    probabilities,
    features,
  }: { readonly probabilities: readonly (readonly number[])[]; readonly features: Float32Array },
): PassedRow[] {
  const width = features.length / ids.length;
  return ids.map((id, row) => {
    // A copy: engines may use the memory again.
    const own = features.slice(row * width, (row + 1) * width);
    const scores = probabilities[row]!;
    for (const [name, numbers] of Object.entries({ features: own, probabilities: scores })) {
      if (!numbers.every(Number.isFinite)) {
        throw new Error(`${id}: the ${name} must be finite numbers; some are not`);
      }
    }
    return { id, probabilities: scores, features: own };
  });
}
