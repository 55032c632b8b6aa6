import { startBackend } from '@hpa/backend';
import { type Classifier, gapNet, gapNetPl, inceptionV3, scratchCnn } from '@hpa/models';
import { adam, softmaxCrossEntropy } from '@hpa/train';
import {
  dispose,
  oneHot,
  randomUniform,
  type Tensor2D,
  type Tensor4D,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';

/** One measured case. */
export interface Measurement {
  readonly case: string;
  readonly engine: string;
  readonly threads: number;
  /** Median over the counted steps, after one that warms up. */
  readonly secondsPerStep: number;
  readonly imagesPerSecond: number;
}

interface Case {
  readonly name: string;
  readonly size: number;
  readonly batch: number;
  readonly build: (options: Parameters<typeof gapNetPl>[0]) => Classifier;
}

const cases: readonly Case[] = [
  { name: 'gapnet-pl-train-128x128x4-b16', size: 128, batch: 16, build: gapNetPl },
  { name: 'gapnet-train-128x128x4-b16', size: 128, batch: 16, build: gapNet },
  {
    name: 'scratch-cnn-train-96x96x4-b16',
    size: 96,
    batch: 16,
    build: (options) => scratchCnn({ ...options, stages: 2 }),
  },
  {
    name: 'inception-train-128x128x4-b8',
    size: 128,
    batch: 8,
    build: (options) => inceptionV3({ ...options, head: 'gap' }),
  },
];

/** The stock cpu backend takes minutes a step: it is measured on one small case, wasm on the same for the ratio. */
const small: Case = { name: 'gapnet-pl-train-64x64x4-b2', size: 64, batch: 2, build: gapNetPl };

/** How long does one training step take: forward, loss, gradients and Adam? On wasm with one thread and all, and on stock cpu. */
export async function trainingStep(): Promise<Measurement[]> {
  const results: Measurement[] = [];
  for (const threads of [1, undefined]) {
    const backend = await startBackend('wasm', threads === undefined ? {} : { threads });
    for (const item of [small, ...cases]) {
      results.push({
        ...(await measure(item, { steps: 5 })),
        engine: backend.name,
        threads: backend.threads,
      });
    }
    backend.dispose();
  }
  const backend = await startBackend('cpu');
  results.push({ ...(await measure(small, { steps: 1 })), engine: backend.name, threads: backend.threads });
  return results;
}

async function measure({ name, size, batch, build }: Case, { steps }: { readonly steps: number }) {
  const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));
  const model = build({ inputShape: [size, size, 4], classes, seed: 1 });
  const optimizer = adam({ learningRate: 1e-4 });
  const images = randomUniform([batch, size, size, 4], 0, 1, 'float32', 1) as Tensor4D;
  const labels = tidy(
    () =>
      oneHot(
        Array.from({ length: batch }, (_, i) => i % 4),
        4,
      ).toFloat() as Tensor2D,
  );
  const seconds: number[] = [];
  for (let step = 0; step <= steps; step++) {
    const started = performance.now();
    const { value, grads } = variableGrads(
      () => softmaxCrossEntropy({ labels, logits: model.logits(images, { training: true, step }) }),
      [...model.variables],
    );
    optimizer.apply(grads, model.variables);
    await value.data();
    if (step > 0) seconds.push((performance.now() - started) / 1000);
    dispose([value, grads]);
  }
  dispose([images, labels]);
  optimizer.dispose();
  model.dispose();
  const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)] as number;
  return {
    case: name,
    secondsPerStep: Number(median.toFixed(4)),
    imagesPerSecond: Number((batch / median).toFixed(1)),
  };
}
