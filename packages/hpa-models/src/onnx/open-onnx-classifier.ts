import { readFile } from 'node:fs/promises';
import { type Tensor2D, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { requireImages } from '../network/require-images.js';
import { requireInteger } from '../require-number.js';
import { parseModelCard } from '../saving/parse-model-card.js';
import type { ModelCard } from '../types.js';
import { memorySource } from '../weights/bytes/byte-source.js';
import { parseJson } from '../weights/bytes/parse-json.js';
import { protobufFields } from '../weights/formats/protobuf-fields.js';

/** A classifier that runs in onnxruntime: it has logits and features, but no gradients. */
export interface OnnxClassifier {
  readonly card: ModelCard;
  /** Empty: nothing can be trained. */
  readonly variables: readonly never[];
  /**
   * Scores a batch float32 [N, height, width, channels]: unnormalized logits float32 [N, classes]. It returns a promise because
   * onnxruntime runs outside the JavaScript thread.
   */
  logits(images: Tensor4D, options: { readonly training: boolean }): Promise<Tensor2D>;
  /** Embeds a batch float32 [N, height, width, channels]: the pooled features below the head, float32 [N, D]. */
  features(images: Tensor4D): Promise<Tensor2D>;
  /** Frees the session; the classifier cannot be used afterwards. */
  dispose(): Promise<void>;
}

/**
 * Opens a file of `exportOnnx`, given by its bytes or its path, in onnxruntime-node on the CPU.
 *
 * @throws RangeError if `threads` is not an integer of at least 1
 * @throws Error if the card is missing or damaged, or onnxruntime cannot open the file
 * @example
 * import { exportOnnx, gapNetPl } from '@hpa/models';
 * import { openOnnxClassifier } from '@hpa/models/onnx';
 * import { zeros } from '@tensorflow/tfjs-core';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const model = gapNetPl({ input: { height: 16, width: 16 }, classes, seed: 1 });
 * const native = await openOnnxClassifier(await exportOnnx(model), { threads: 1 });
 * (await native.logits(zeros([3, 16, 16, 4]), { training: false })).shape; // [3, 2]
 */
export async function openOnnxClassifier(
  file: Uint8Array | string,
  {
    threads,
  }: {
    /** Threads per operation; one per core by default. */
    readonly threads?: number;
  } = {},
): Promise<OnnxClassifier> {
  if (threads !== undefined) {
    requireInteger(threads, { name: 'threads', minimum: 1 });
  }
  const bytes = typeof file === 'string' ? await readFile(file) : file;
  const card = cardOf(bytes, typeof file === 'string' ? file : 'ONNX model');
  const session = await InferenceSession.create(
    bytes,
    threads === undefined ? {} : { intraOpNumThreads: threads },
  );
  let disposed = false;

  const run = async (images: Tensor4D, output: 'logits' | 'features'): Promise<Tensor2D> => {
    if (disposed) {
      throw new Error(`${card.name} is disposed`);
    }
    requireImages(images, card.input);
    const image = new Tensor('float32', (await images.data()) as Float32Array, images.shape);
    // All outputs are requested: onnxruntime-node 1.22 does not return the second one if it is requested alone.
    const values = (await session.run({ image }))[output]!;
    return tensor2d(values.data as Float32Array, values.dims as [number, number]);
  };

  return {
    card,
    variables: [],
    async logits(images, { training }) {
      if (training) {
        throw new Error(`${card.name} runs in onnxruntime, which cannot train; received training: true`);
      }
      return run(images, 'logits');
    },
    features: (images) => run(images, 'features'),
    async dispose() {
      if (!disposed) {
        await session.release();
      }
      disposed = true;
    },
  };
}

/** Finds the card among the metadata_props (field 14 of a ModelProto), each a key (1) and a value (2). */
function cardOf(bytes: Uint8Array, where: string): ModelCard {
  const decoder = new TextDecoder();
  for (const { number, value } of protobufFields(bytes, where)) {
    if (number !== 14 || typeof value === 'number') {
      continue;
    }
    const entry = new Map(protobufFields(value, where).map((field) => [field.number, field.value]));
    const [key, text] = [entry.get(1), entry.get(2)];
    if (!(key instanceof Uint8Array && text instanceof Uint8Array)) {
      continue;
    }
    if (decoder.decode(key) === 'card') {
      return parseModelCard(parseJson(memorySource(`${where}, card`, text)));
    }
  }
  throw new Error(
    `${where}: no card in its metadata_props; only files of exportOnnx of @hpa/models can be opened`,
  );
}
