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

/** Images of a batch, and images that are read ahead, at most. */
const BATCH_SIZE = 16;
const READ_AHEAD = 32;

/**
 * Pixels of a batch, if it has more than one image. With few, the maps of a layer stay in the cache of a core: on two cores GapNet takes 3.6 ms of
 * processor time for one of 4 cells of 128 x 128, and 6.3 ms for one of 16. Larger networks do not mind.
 */
const BATCH_PIXELS = 2 ** 16;

/** Pixels that are read ahead: 128 MiB of four channels. */
const READ_AHEAD_PIXELS = 2 ** 23;

/** Whether a model runs in onnxruntime and is one of ours. */
export function isNative(model: ScoringModel | Classifier): model is OnnxClassifier {
  return 'outputs' in model;
}

/** How many images of this size a model in onnxruntime takes at once, and how many such batches are read ahead. */
export function batching({ height, width }: Pick<InputSpec, 'height' | 'width'>): {
  readonly batchSize: number;
  readonly prefetch: number;
} {
  const fitting = (pixels: number, maximum: number): number =>
    Math.max(1, Math.min(maximum, Math.floor(pixels / (height * width))));
  const batchSize = fitting(BATCH_PIXELS, BATCH_SIZE);
  return {
    batchSize,
    prefetch: Math.max(2, Math.floor(fitting(READ_AHEAD_PIXELS, READ_AHEAD) / batchSize)),
  };
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
