import { readFile } from 'node:fs/promises';
import { type Tensor2D, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { parseModelCard } from '../saving/parse-model-card.js';
import type { ModelCard } from '../types.js';
import { memorySource } from '../weights/bytes/byte-source.js';
import { parseJson } from '../weights/bytes/parse-json.js';
import { protobufFields } from '../weights/formats/protobuf-fields.js';

/** A classifier that onnxruntime runs: it scores and embeds, and has no gradients. */
export interface OnnxClassifier {
  readonly card: ModelCard;
  /** None: nothing here can be trained. */
  readonly variables: readonly never[];
  /**
   * Scores a batch float32 [N, height, width, channels]: unnormalized logits float32 [N, classes]. It is a promise, as
   * onnxruntime runs outside the thread of JavaScript.
   */
  logits(images: Tensor4D, options: { readonly training: boolean }): Promise<Tensor2D>;
  /** Embeds a batch float32 [N, height, width, channels]: the pooled features below the head, float32 [N, D]. */
  features(images: Tensor4D): Promise<Tensor2D>;
  /** Frees the session; the classifier cannot be used afterwards. */
  dispose(): Promise<void>;
}

/** Options of {@link openOnnxClassifier}. */
export interface OpenOnnxClassifierOptions {
  /** Threads that share one operation; onnxruntime's own choice, one a core, by default. */
  readonly threads?: number;
}

/**
 * Opens what `exportOnnx` wrote, bytes or the path of a file, in onnxruntime-node on the CPU.
 *
 * @throws RangeError if threads is not an integer of at least 1
 * @throws Error if the file has no card or a damaged one, or onnxruntime refuses it
 */
export async function openOnnxClassifier(
  file: Uint8Array | string,
  { threads }: OpenOnnxClassifierOptions = {},
): Promise<OnnxClassifier> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`threads must be an integer of at least 1; received ${threads}`);
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
    const [, ...found] = images.shape;
    const { height, width, channels } = card.input;
    if (found.join() !== [height, width, channels.length].join()) {
      throw new RangeError(
        `images must be [N, ${height}, ${width}, ${channels.length}]; received [${images.shape.join(', ')}]`,
      );
    }
    const image = new Tensor('float32', (await images.data()) as Float32Array, images.shape);
    // All outputs are asked for: onnxruntime-node 1.22 does not return the second when it is asked for alone.
    const values = (await session.run({ image }))[output]!;
    return tensor2d(values.data as Float32Array, values.dims as [number, number]);
  };

  return {
    card,
    variables: [],
    async logits(images, { training }) {
      if (training) {
        throw new Error(`${card.name} runs in onnxruntime, for inference alone; training was true`);
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

/** The card among the metadata_props (field 14 of a ModelProto), each a key (1) and a value (2). */
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
  throw new Error(`${where}: no card in its metadata_props; exportOnnx of @hpa/models writes one`);
}
