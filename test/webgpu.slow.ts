import { startBackend } from '@hpa/backend';
import {
  type Classifier,
  deepLoc,
  denseNet121,
  gapNet,
  gapNetPl,
  inceptionV3,
  mCnn,
  mobileNetV2,
  resNet18,
  resNet50,
  scratchCnn,
} from '@hpa/models';
import { losses } from '@hpa/train';
import {
  dispose,
  keep,
  mean,
  memory,
  oneHot,
  setBackend,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor4d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { imageShape } from '../packages/hpa-models/test/support/image-shape.js';
import { RGB } from '../packages/hpa-models/test/support/rgb.js';

// Every model's logits, loss and gradients on webgpu against wasm, which other tests hold to the cpu backend and to an
// independent double-precision implementation. The adapter may be one that computes on the CPU.

/**
 * Distance between two results, relative to their length. Both sum in single precision, in different orders, which
 * comes to 1e-6 here; normalizations by a batch of two images enlarge it a hundredfold in GapNet's gradients.
 */
const TOLERANCE = { logits: 1e-4, loss: 1e-4, gradients: 2e-3 };
/** A gradient this small beside all gradients together is rounding noise: a bias before a normalization has none. */
const NOISE = 1e-5;

const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));
const common = { classes, seed: 1 } as const;
// Each as small as its network allows, or nearly: shaders for the CPU take long to compile and to run.
const models: readonly {
  readonly name: string;
  readonly build: () => Classifier;
  readonly training?: boolean;
  /** Of the stripes, 1 unless given. */
  readonly phase?: number;
}[] = [
  { name: 'GapNet', build: () => gapNet({ ...common, input: { height: 76, width: 76, channels: RGB } }) },
  { name: 'GapNet-PL', build: () => gapNetPl({ classes, seed: 1, input: { height: 48, width: 48 } }) },
  {
    name: 'the scratch CNN',
    build: () =>
      scratchCnn({ ...common, input: { height: 32, width: 32, channels: RGB }, stages: 2, denseUnits: 64 }),
  },
  { name: 'M-CNN', build: () => mCnn({ ...common, input: { height: 128, width: 128, channels: RGB } }) },
  // In training its dense layers normalize two values, those of the two images: signs, where they are close.
  {
    name: 'DeepLoc by its averages',
    build: () => deepLoc({ ...common, input: { height: 32, width: 32, channels: RGB } }),
    training: false,
  },
  {
    name: 'ResNet-18',
    build: () => resNet18({ ...common, input: { height: 64, width: 64, channels: RGB } }),
  },
  {
    name: 'ResNet-50 by its averages',
    build: () => resNet50({ ...common, input: { height: 64, width: 64, channels: RGB } }),
    training: false,
  },
  {
    name: 'DenseNet-121 by its averages',
    build: () => denseNet121({ ...common, input: { height: 64, width: 64, channels: RGB } }),
    training: false,
  },
  {
    name: 'MobileNetV2 by its averages',
    build: () =>
      mobileNetV2({
        ...common,
        input: { height: 64, width: 64, channels: RGB },
        widthMultiplier: 0.35,
      }),
    training: false,
  },
  // In training, 94 normalizations by the variance of few values answer a change of the last digit beyond any bound that says something.
  {
    name: 'InceptionV3 by its averages',
    build: () => inceptionV3({ ...common, input: { height: 75, width: 75, channels: RGB }, pooling: 'avg' }),
    training: false,
    phase: 2,
  },
];

const wasm = await startBackend('wasm', { threads: 2 });
const webgpu = await startBackend('webgpu').catch(({ message }: Error) => message);
if (typeof webgpu === 'string') {
  console.log(`not tested on webgpu: ${webgpu}`);
}

describe.skipIf(typeof webgpu === 'string')('on webgpu', () => {
  afterAll(() => {
    wasm.dispose();
    if (typeof webgpu !== 'string') {
      webgpu.dispose();
    }
  });

  it.each(models)(
    '$name has the logits, loss and gradients that it has on wasm',
    async ({ build, training = true, phase = 1 }) => {
      const expected = await resultsOn('wasm', { build, training, phase });
      const actual = await resultsOn('webgpu', { build, training, phase });
      const found = distances(actual, expected);
      expect(found.logits).toBeLessThan(TOLERANCE.logits);
      expect(found.loss).toBeLessThan(TOLERANCE.loss);
      expect(found.gradients.filter(({ distance }) => !(distance < TOLERANCE.gradients))).toEqual([]);
    },
    // A software driver on a busy machine takes minutes to compile InceptionV3's shaders.
    300_000,
  );
});

/** How far results are from those expected. */
function distances(
  actual: Results,
  expected: Results,
): {
  readonly logits: number;
  readonly loss: number;
  readonly gradients: readonly { readonly name: string; readonly distance: number }[];
} {
  const noise = NOISE * Math.hypot(...expected.gradients.map(({ values }) => norm(values)));
  return {
    logits: distance(actual.logits, expected.logits),
    loss: distance(actual.loss, expected.loss),
    gradients: expected.gradients.map(({ name, values }, i) => ({
      name,
      distance: norm(difference(actual.gradients[i]!.values, values)) / (norm(values) + noise),
    })),
  };
}

interface Results {
  readonly logits: Float32Array;
  readonly loss: Float32Array;
  readonly gradients: readonly { readonly name: string; readonly values: Float32Array }[];
}

/** Builds a model from its seed on an engine, runs it there, and leaves no tensor behind. */
async function resultsOn(
  engine: 'wasm' | 'webgpu',
  {
    build,
    training,
    phase,
  }: { readonly build: () => Classifier; readonly training: boolean; readonly phase: number },
): Promise<Results> {
  await setBackend(engine);
  const before = memory().numTensors;
  const model = build();
  const images = stripes(imageShape(model.card), phase);
  const labels = tidy(() => oneHot([0, 2], 4).toFloat() as Tensor2D);
  let logits: Tensor2D | undefined;
  const { value, grads } = variableGrads(() => {
    logits = keep(model.logits(images, { training, step: 0 }));
    return mean(losses.softmaxCrossEntropy()({ labels, logits }));
  }, [...model.variables]);
  const read = (tensor: Tensor): Promise<Float32Array> => tensor.data<'float32'>();
  const gradients = model.variables.map(async ({ name }, i) => ({
    name: `${i} ${name}`,
    values: await read(grads[name]!),
  }));
  const results = {
    logits: await read(logits!),
    loss: await read(value),
    gradients: await Promise.all(gradients),
  };
  dispose([images, labels, logits!, value, grads]);
  model.dispose();
  expect(memory().numTensors).toBe(before);
  return results;
}

/**
 * Two images of slanted stripes, different in each channel. At its phase, no network has an activation within rounding of 0, where a ReLU passes its gradient on one
 * engine and not on another; at other phases some have.
 */
function stripes([height, width, channels]: readonly [number, number, number], phase: number): Tensor4D {
  const values = Float32Array.from({ length: 2 * height * width * channels }, (_, i) => {
    return 0.5 + 0.5 * Math.sin(0.37 * i + phase + 2 * Math.cos(0.011 * i));
  });
  return tensor4d(values, [2, height, width, channels]);
}

const difference = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value - b[i]!);
const norm = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
const distance = (a: Float32Array, b: Float32Array): number => norm(difference(a, b)) / norm(b);
