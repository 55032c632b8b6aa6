import { type Tensor2D, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { requireImages } from '../network/require-images.js';
import { requireSettings } from '../network/require-settings.js';
import { readableError } from '../readable-error.js';
import { requireInteger } from '../require-number.js';
import { parseModelCard } from '../saving/parse-model-card.js';
import type { ModelCard } from '../types.js';
import { memorySource } from '../weights/bytes/byte-source.js';
import { parseJson } from '../weights/bytes/parse-json.js';
import { requireFinite } from '../weights/bytes/require-finite.js';
import { inferShapes } from './infer-shapes.js';
import { type ParsedOnnx, parseOnnx } from './parse-onnx.js';
import { readRegularFile } from './read-regular-file.js';

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
  /**
   * Makes probabilities of a batch, float32 [N, classes]: by softmax, or by sigmoid where the task of the card is `multi-label`, after
   * division by the card's temperature. It throws for a file exported before there were probabilities.
   */
  probabilities(images: Tensor4D): Promise<Tensor2D>;
  /**
   * Computes all three for a batch in one pass, as `logits`, `features` and `probabilities` give them one by one. It throws for a file
   * exported before there were probabilities.
   */
  outputs(images: Tensor4D): Promise<{
    readonly logits: Tensor2D;
    readonly features: Tensor2D;
    readonly probabilities: Tensor2D;
  }>;
  /** Frees the session; the classifier cannot be used afterwards. */
  dispose(): Promise<void>;
}

/**
 * Opens a file of `exportOnnx`, given by its bytes or its path, in onnxruntime-node on the CPU.
 *
 * @throws RangeError if `threads` is not an integer of at least 1
 * The file is checked before onnxruntime takes memory for it: only operations that `exportOnnx` writes, each depending on the image, and
 * no feature map of more than 2^29 values (2 GiB) an image.
 *
 * @throws Error naming the file if it is not a regular one, the card is missing or damaged, or the graph is another or larger one
 * @throws Error naming the file if onnxruntime cannot open it
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
  const where = typeof file === 'string' ? file : 'ONNX model';
  const { card, session } = await open(file, { threads, where }).catch((error) => {
    throw readableError(error, where);
  });
  let disposed = false;
  /** Memory of an earlier batch: fresh memory takes longer to get than to fill. */
  let spare: Float32Array | undefined;

  /** Runs a batch and takes some of what comes out. */
  const run = async <Name extends OutputName>(
    images: Tensor4D,
    names: readonly Name[],
  ): Promise<Record<Name, Tensor2D>> => {
    if (disposed) {
      throw new Error(`${card.name} is disposed`);
    }
    requireImages(images, card.input);
    const values = await images.data<'float32'>();
    const own = unshared(values, spare);
    spare = undefined; // Another call may come before this one ends.
    // All outputs are requested: onnxruntime-node 1.22 does not return the second one if it is requested alone.
    const computed = await session.run({ image: new Tensor('float32', own, images.shape) });
    spare = own === values ? undefined : own;
    const missing = names.find((name) => computed[name] === undefined);
    if (missing !== undefined) {
      throw new Error(`${where} has no output ${missing}; exportOnnx of this version writes it`);
    }
    const tensors = names.map((name) => {
      const { data, dims } = computed[name]!;
      return [name, tensor2d(data as Float32Array, dims as [number, number])] as const;
    });
    return Object.fromEntries(tensors) as Record<Name, Tensor2D>;
  };

  return {
    card,
    variables: [],
    async logits(images, { training }) {
      if (training) {
        throw new Error(`${card.name} runs in onnxruntime, which cannot train; received training: true`);
      }
      return (await run(images, ['logits'])).logits;
    },
    features: async (images) => (await run(images, ['features'])).features,
    probabilities: async (images) => (await run(images, ['probabilities'])).probabilities,
    outputs: (images) => run(images, ['logits', 'features', 'probabilities']),
    async dispose() {
      if (!disposed) {
        await session.release();
      }
      disposed = true;
    },
  };
}

type OutputName = 'logits' | 'features' | 'probabilities';

/** The values in memory of this thread alone, which onnxruntime demands; batches that other threads write are in shared memory. */
function unshared(values: Float32Array, spare: Float32Array | undefined): Float32Array {
  if (!(values.buffer instanceof SharedArrayBuffer)) {
    return values;
  }
  if (spare?.length !== values.length) {
    return values.slice();
  }
  spare.set(values);
  return spare;
}

async function open(
  file: Uint8Array | string,
  { threads, where }: { readonly threads: number | undefined; readonly where: string },
): Promise<{ readonly card: ModelCard; readonly session: InferenceSession }> {
  const bytes = typeof file === 'string' ? await readRegularFile(file) : file;
  const model = parseOnnx(bytes, where);
  const card = cardOf(model, where);
  requireGraph(model, { card, where });
  const session = await InferenceSession.create(bytes, {
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    // Threads that wait must sleep: others, such as those that decode the next batch, need the cores.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }).catch((error: Error) => {
    throw new Error(`${where}: onnxruntime cannot open it: ${error.message}`);
  });
  return { card, session };
}

function cardOf({ metadata }: ParsedOnnx, where: string): ModelCard {
  const text = metadata.get('card');
  if (text) {
    return parseModelCard(parseJson(memorySource(`${where}, card`, text)));
  }
  throw new Error(
    `${where}: no card in its metadata_props; only files of exportOnnx of @hpa/models can be opened`,
  );
}

/** Requires the graph to take and return what the card says, before onnxruntime takes memory for it. */
function requireGraph(
  model: ParsedOnnx,
  { card, where }: { readonly card: ModelCard; readonly where: string },
): void {
  // What a builder would refuse: the card has the form of one, but no builder has seen its values.
  requireSettings({ ...card, seed: 0 }, { ...card, normalization: 'none', minimumSize: 1 });
  const { height, width, channels } = card.input;
  const image = [1, height, width, channels.length];
  const inputs = [...model.inputs].map(([name, shape]) => `${name} [${shape.slice(1)}]`).join(', ');
  if (inputs !== `image [${image.slice(1)}]`) {
    throw new Error(
      `${where}: its input must be image [${image.slice(1)}], as the card says; found ${inputs}`,
    );
  }
  const shapes = inferShapes(model, { image, where });
  const { length: classCount } = card.classes;
  const expected: readonly (readonly [OutputName, number | undefined])[] = [
    ['logits', classCount],
    ['features', undefined],
    // Files of earlier versions have none.
    ...(model.outputs.has('probabilities') ? [['probabilities', classCount] as const] : []),
  ];
  for (const [name, width] of expected) {
    const shape = model.outputs.has(name) ? shapes.get(name) : undefined;
    if (shape?.length !== 2 || (width !== undefined && shape[1] !== width)) {
      throw new Error(
        `${where}: its ${name} must be [N, ${width ?? 'D'}], as the card says; found ${shape ? `[N, ${shape.slice(1).join(', ')}]` : 'none'}`,
      );
    }
  }
  for (const { name, dtype, bytes } of model.constants) {
    if (dtype === 'float32') {
      requireFinite(new Float32Array(new Uint8Array(bytes).buffer), { name });
    }
  }
}
