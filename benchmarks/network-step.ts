import {
  type Classifier,
  countParameters,
  denseNet121,
  exportOnnx,
  gapNet,
  inceptionV3,
  mobileNetV2,
  resNet18,
} from '@hpa/models';
import type { OnnxClassifier } from '@hpa/models/onnx';
import { losses, optimizers } from '@hpa/train';
import {
  cast,
  dispose,
  mean,
  oneHot,
  randomUniform,
  type Tensor2D,
  type Tensor4D,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { type Benchmark, ENGINE_NAMES, type EngineName, type Prepared } from './benchmark.js';
import { importJax } from './import-jax.js';
import { gapNetOnJax } from './peers/gapnet-jax.js';

/** Builders of the networks; those with a choice of heads average their feature maps. */
const BUILDERS = {
  gapnet: gapNet,
  'inception-v3': (options: Parameters<typeof inceptionV3>[0]) => inceptionV3({ ...options, pooling: 'avg' }),
  'mobilenet-v2': mobileNetV2,
  'resnet-18': resNet18,
  'densenet-121': denseNet121,
} as const;

/** A network, its input, and the kind of step. */
export interface NetworkStep {
  readonly network: keyof typeof BUILDERS;
  /** `training`: forward, loss, backward and Adam. The others: a forward pass in inference, to logits or to pooled features. */
  readonly work: 'training' | 'logits' | 'features';
  /** One location an image of four, the default, or any of 28: softmax or sigmoids. */
  readonly task?: Task;
  /** Height and width in pixels, and channels. */
  readonly shape: readonly [height: number, width: number, channels: 3 | 4];
  /** Images per step. */
  readonly batch: number;
}

/** A size in pixels near the minimum of all networks. */
const QUICK_SIZE = 80;
/** Those that train networks, and those that run them. jax-js has no layers, so only GapNet is written for it. */
const TRAINING_ENGINES = ENGINE_NAMES.filter(
  (name) => !['javascript', 'scikit-learn', 'onnxruntime', 'jax-js'].includes(name),
);
const INFERENCE_ENGINES = ENGINE_NAMES.filter(
  (name) => !['javascript', 'scikit-learn', 'wasm-chromium', 'jax-js'].includes(name),
);
type Task = 'single-label' | 'multi-label';
/** Four locations, as in the study, or the 28 of Kaggle's competition of 2018. */
const CLASSES = { 'single-label': 4, 'multi-label': 28 } as const;

/** A benchmark of one step of a network. */
export function networkStep(
  name: string,
  { network, work, task = 'single-label', shape, batch }: NetworkStep,
): Benchmark {
  const [height, width, channels] = shape;
  const size = (quick: boolean) =>
    quick ? { height: QUICK_SIZE, width: QUICK_SIZE, channels } : { height, width, channels };
  return {
    name,
    batch,
    engines: enginesOf({ network, work }),
    async prepare({ quick, engine, threads, ...scale }) {
      const step = { ...size(quick), task, batch: scale.batch };
      if (engine === 'jax-js') {
        return gapNetOnJax(await importJax(), { ...step, classes: CLASSES[task] });
      }
      const model = build(network, step);
      if (work === 'training') {
        return trainingStep(model, step);
      }
      const parameters = countParameters(model);
      const scorer = engine === 'onnxruntime' ? await exportToOnnx(model, threads) : model;
      return inferenceStep(scorer, { ...step, work, parameters });
    },
    peer: (scale) => ({
      script: 'network_step.py',
      workload: { network, work, task, ...size(scale.quick), classes: CLASSES[task], batch: scale.batch },
    }),
  };
}

function enginesOf({ network, work }: Pick<NetworkStep, 'network' | 'work'>): readonly EngineName[] {
  if (work !== 'training') {
    return INFERENCE_ENGINES;
  }
  return network === 'gapnet' ? [...TRAINING_ENGINES, 'jax-js'] : TRAINING_ENGINES;
}

interface ImageBatch {
  readonly task: Task;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 3 | 4;
}

function build(network: NetworkStep['network'], { task, height, width, channels }: ImageBatch): Classifier {
  const common = {
    input: {
      height,
      width,
      ...(channels === 3 && { channels: ['microtubules+er/2', 'protein+er/2', 'nucleus'] }),
    },
    classes: Array.from({ length: CLASSES[task] }, (_, id) => ({ id, name: `class ${id}` })),
    seed: 1,
  } as const;
  return BUILDERS[network](common);
}

const drawImages = ({ batch, height, width, channels }: ImageBatch): Tensor4D =>
  randomUniform([batch, height, width, channels], 0, 1, 'float32', 1);

function trainingStep(model: Classifier, step: ImageBatch): Prepared {
  const images = drawImages(step);
  const classOf = Array.from({ length: step.batch }, (_, index) => index % CLASSES[step.task]);
  const labels = tidy(() => cast(oneHot(classOf, CLASSES[step.task]), 'float32') as Tensor2D);
  const lossOf = step.task === 'multi-label' ? losses.binaryCrossEntropy() : losses.softmaxCrossEntropy();
  const optimizer = optimizers.adam({ learningRate: 1e-4 });
  return {
    parameters: countParameters(model),
    async run(count) {
      const { value, grads } = variableGrads(
        () => mean(lossOf({ labels, logits: model.logits(images, { training: true, step: count }) })),
        [...model.variables],
      );
      optimizer.apply(grads, model.variables);
      try {
        requireFinite(await value.data());
      } finally {
        dispose([value, grads]);
      }
    },
    dispose() {
      dispose([images, labels]);
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** Exports a network to onnxruntime and disposes of the original. */
async function exportToOnnx(model: Classifier, threads: number | undefined): Promise<OnnxClassifier> {
  // Imported here, because a browser runs the other benchmarks of this file.
  const { openOnnxClassifier } = await import('@hpa/models/onnx');
  const bytes = await exportOnnx(model);
  model.dispose();
  return openOnnxClassifier(bytes, threads === undefined ? {} : { threads });
}

interface InferenceStep extends ImageBatch {
  readonly work: 'logits' | 'features';
  readonly parameters: Prepared['parameters'];
}

function inferenceStep(
  model: Classifier | OnnxClassifier,
  { work, parameters, ...step }: InferenceStep,
): Prepared {
  const images = drawImages(step);
  return {
    parameters,
    async run() {
      const result = await (work === 'logits'
        ? model.logits(images, { training: false })
        : model.features(images));
      try {
        requireFinite(await result.data());
      } finally {
        result.dispose();
      }
    },
    async dispose() {
      images.dispose();
      await model.dispose();
    },
  };
}

/** A wrong result must not count as fast. */
function requireFinite(values: Float32Array | Int32Array | Uint8Array): void {
  if (!values.every(Number.isFinite)) {
    throw new Error(`the result must be finite; received ${values.join(', ')}`);
  }
}
