/**
 * How long does fit() take for itself in a step, beside the network and the optimizer?
 *
 *     node --import tsx benchmarks/train-loop-overhead.ts [--engine wasm] [--threads N] [--steps 40] [--size 128] [--json]
 *
 * Steps of fit() and bare ones, the forward and backward pass, Adam and reading the loss, take turns on one model and batch: between two
 * steps a callback takes a bare one. What fit() adds does not grow with the network, so it is measured on one of eight weights too, whose
 * steps differ by little else, and compared with the bare step of GapNet on 16 images.
 */
import { gapNet } from '@hpa/models';
import { fit, losses, type Optimizer, optimizers, type Trainable } from '@hpa/train';
import {
  cast,
  clone,
  dispose,
  matMul,
  mean,
  oneHot,
  randomUniform,
  reshape,
  type Tensor2D,
  type Tensor4D,
  tidy,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import { describeMachine } from './describe-machine.js';
import { median } from './median.js';
import { startEngine } from './start-engine.js';

const BATCH = 16;
const CLASSES = 4;
/** Steps of each kind before the first that count. */
const WARM_UP = 5;
/** The share of a bare step that fit() may take for itself. */
const TARGET = 0.02;

const { engine, threads, steps, size, json } = new Command('train-loop-overhead')
  .option('--engine <name>', 'wasm, webgpu or tensorflow', 'wasm')
  .option('--threads <n>', 'threads of wasm; by default its own choice', Number)
  .option('--steps <n>', 'measured steps of each kind', Number, 40)
  .option('--size <n>', 'height and width of the images of GapNet', Number, 128)
  .option('--json', 'print JSON', false)
  .parse()
  .opts<{
    readonly engine: 'wasm' | 'webgpu' | 'tensorflow';
    readonly threads?: number;
    readonly steps: number;
    readonly size: number;
    readonly json: boolean;
  }>();

const lossOf = losses.softmaxCrossEntropy();
const running = await startEngine(engine, { threads });
const classes = Array.from({ length: CLASSES }, (_, id) => ({ id, name: `class ${id}` }));
const gapnet = gapNet({ input: { height: size, width: size }, classes, seed: 1 });
const kernel = tidy(() => variable(randomUniform([2, CLASSES], -1, 1, 'float32', 1)));
const tiny: Trainable = {
  variables: [kernel],
  logits: (images) => tidy(() => matMul(reshape(images, [-1, 2]), kernel as Variable) as Tensor2D),
};
const small = await takeTurns(tiny, { shape: [BATCH, 1, 1, 2], count: 10 * steps });
const large = await takeTurns(gapnet, { shape: [BATCH, size, size, 4], count: steps });
gapnet.dispose();
kernel.dispose();

const own = small.fit - small.bare;
const share = own / large.bare;
const paired = large.fit / large.bare - 1;
if (json) {
  console.log(
    JSON.stringify({ machine: describeMachine(), engine: running, size, small, large, own, share }),
  );
} else {
  const ms = (seconds: number): string => `${(1000 * seconds).toFixed(2)} ms`;
  console.log(`${running.device}; medians of ${steps} steps of ${BATCH} images`);
  console.log(`eight weights: by fit() ${ms(small.fit)}, bare ${ms(small.bare)}: fit() takes ${ms(own)}`);
  console.log(
    `GapNet ${size}x${size}: by fit() ${ms(large.fit)}, bare ${ms(large.bare)}: ${percent(paired)} more`,
  );
  console.log(`fit() takes ${percent(share)} of a step of GapNet; the target is ${percent(TARGET)}`);
}
process.exitCode = share < TARGET ? 0 : 1;

function percent(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}

/** The median seconds of a step by fit() and of a bare one. */
async function takeTurns(
  model: Trainable,
  { shape, count }: { readonly shape: [number, number, number, number]; readonly count: number },
): Promise<{ readonly fit: number; readonly bare: number }> {
  const images = randomUniform(shape, 0, 1, 'float32', 1) as Tensor4D;
  const indices = Array.from({ length: BATCH }, (_, index) => index % CLASSES);
  const labels = tidy(() => cast(oneHot(indices, CLASSES), 'float32') as Tensor2D);
  const optimizer = optimizers.adam({ learningRate: 1e-4 });
  const batches = {
    sampleCount: (count + WARM_UP) * BATCH,
    async *batches() {
      for (let step = 0; step < count + WARM_UP; step++) {
        const batch = { images: clone(images), labels: clone(labels) };
        yield { ...batch, dispose: () => dispose([batch.images, batch.labels]) };
      }
    },
  };
  const seconds = { fit: [] as number[], bare: [] as number[] };
  let begunMs = performance.now();
  await fit(model, batches, {
    optimizer,
    epochs: 1,
    callbacks: [
      {
        async onStep({ step }) {
          const endMs = performance.now();
          await bareStep(model, { images, labels, optimizer, step });
          const bareMs = performance.now() - endMs;
          if (step > WARM_UP) {
            seconds.fit.push((endMs - begunMs) / 1000);
            seconds.bare.push(bareMs / 1000);
          }
          begunMs = performance.now();
        },
      },
    ],
  });
  dispose([images, labels]);
  optimizer.dispose();
  return { fit: median(seconds.fit), bare: median(seconds.bare) };
}

async function bareStep(
  model: Trainable,
  {
    images,
    labels,
    optimizer,
    step,
  }: {
    readonly images: Tensor4D;
    readonly labels: Tensor2D;
    readonly optimizer: Optimizer;
    readonly step: number;
  },
): Promise<void> {
  const { value, grads } = variableGrads(
    () => mean(lossOf({ labels, logits: model.logits(images, { training: true, step }) })),
    [...model.variables],
  );
  optimizer.apply(grads, model.variables);
  const [loss] = await value.data();
  dispose([value, grads]);
  if (!Number.isFinite(loss)) {
    throw new Error(`the loss must be finite; received ${loss}`);
  }
}
