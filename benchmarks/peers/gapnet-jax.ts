import type { Prepared } from '../benchmark.js';
import type { Jax, JaxArray } from '../import-jax.js';

// GapNet as packages/hpa-models/src/architectures/gap-net.ts builds it, and its training step, on jax-js, which has no layers. Images
// are channels first, because its convolution takes no other layout. Functions own the arrays that they are given, as all of jax-js do.

/** A training step of GapNet. */
export interface GapNetStep {
  readonly task: 'single-label' | 'multi-label';
  readonly classes: number;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Filters of the convolutions, of which the second has stride 2. */
const FILTERS = [32, 64, 64, 64, 128, 128, 128];
/** Convolutions of each block. */
const BLOCKS = [[0], [1, 2, 3], [4, 5, 6]];
const HIDDEN = 256;
/** Rates after each block and each hidden dense layer. */
const DROPOUTS = [0.5, 0.5, 0.5, 0.5, 0.1];
const EPSILON = 1e-3;
const MOMENTUM = 0.99;
const ADAM = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

// Types rather than interfaces, because only these are trees of arrays to jax-js.
type Linear = { kernel: JaxArray; bias: JaxArray };
type Parameters = {
  convolutions: Linear[];
  /** Of the convolutions, of two poolings, of the features, and of the second dense layer. */
  norms: { gamma: JaxArray; beta: JaxArray }[];
  dense: Linear[];
};
type Averages = { mean: JaxArray; variance: JaxArray }[];
type State = { parameters: Parameters; averages: Averages; moments1: Parameters; moments2: Parameters };
/** Images, one-hot labels, a key of random numbers for each dropout, and the number of the step, from 0. */
type Data = { images: JaxArray; labels: JaxArray; keys: JaxArray[]; step: JaxArray };

/** Prepares a training step of GapNet on jax-js: forward, loss, backward and Adam, compiled as one function. */
export function gapNetOnJax(jax: Jax, step: GapNetStep): Prepared {
  const { numpy: np, random, tree } = jax;
  const { batch, height, width, channels, classes } = step;
  const images = random.uniform(random.key(1), [batch, channels, height, width]);
  const labels = np.array(
    Float32Array.from({ length: batch * classes }, (_, i) =>
      Math.floor(i / classes) % classes === i % classes ? 1 : 0,
    ),
    { shape: [batch, classes] },
  );
  let state = initialState(jax, step);
  const train = jax.jit((before: State, data: Data) => trainOnce(jax, step.task, before, data));
  const sizeOf = (arrays: unknown): number =>
    tree.leaves(arrays).reduce((sum: number, { size }) => sum + size, 0);
  const trainable = sizeOf(state.parameters);
  return {
    parameters: { total: trainable + sizeOf(state.averages), trainable },
    async run(count) {
      const keys = DROPOUTS.map((_, i) => random.key(DROPOUTS.length * count + i));
      const data = { images: images.ref, labels: labels.ref, keys, step: np.array(count) };
      const { loss, after } = train(state, data);
      state = after;
      const [value] = await loss.data();
      if (!Number.isFinite(value)) {
        throw new Error(`the result must be finite; received ${value}`);
      }
      // Arrays are computed when they are read, so without this the step would not contain Adam.
      await jax.blockUntilReady(state);
    },
    dispose() {
      tree.dispose([images, labels, state]);
    },
  };
}

/** Glorot-uniform kernels, as of our network; everything else starts at 0 or 1. */
function initialState({ numpy: np, random, tree }: Jax, { channels, classes }: GapNetStep): State {
  let seed = 2;
  const linear = (shape: number[], outputs: number): Linear => {
    const patch = shape.slice(2).reduce((product, length) => product * length, 1);
    const limit = Math.sqrt(6 / (patch * (shape[0]! + shape[1]!)));
    const kernel = random.uniform(random.key(seed++), shape, { minval: -limit, maxval: limit });
    return { kernel, bias: np.zeros([outputs]) };
  };
  const inputs = [channels, ...FILTERS];
  const features = BLOCKS.map((block) => FILTERS[block.at(-1)!]!).reduce((sum, width) => sum + width);
  const widths = BLOCKS.flatMap((block) => [...block.map((i) => inputs[i]!), FILTERS[block.at(-1)!]!]);
  // The last block has no pooling, and so no normalization behind it.
  const normalized = [...widths.slice(0, -1), features, HIDDEN];
  const parameters: Parameters = {
    convolutions: FILTERS.map((filters, i) => linear([filters, inputs[i]!, 3, 3], filters)),
    norms: normalized.map((width) => ({ gamma: np.ones([width]), beta: np.zeros([width]) })),
    dense: [
      linear([features, HIDDEN], HIDDEN),
      linear([HIDDEN, HIDDEN], HIDDEN),
      linear([HIDDEN, classes], classes),
    ],
  };
  const zeros = (): Parameters => tree.map((x) => np.zeros(x.shape), tree.ref(parameters));
  return {
    parameters,
    averages: normalized.map((width) => ({ mean: np.zeros([width]), variance: np.ones([width]) })),
    moments1: zeros(),
    moments2: zeros(),
  };
}

function trainOnce(
  jax: Jax,
  task: GapNetStep['task'],
  { parameters, averages, moments1, moments2 }: State,
  { images, labels, keys, step }: Data,
): { loss: JaxArray; after: State } {
  const { numpy: np, tree } = jax;
  const lossOf = (weights: Parameters, before: Averages, data: Omit<Data, 'step'>): [JaxArray, Averages] => {
    const { logits, averages: moved } = forward(jax, weights, before, data);
    return [meanLoss(jax, task, logits, data.labels), moved];
  };
  const [[loss, moved], gradients] = jax.valueAndGrad(lossOf, { hasAux: true })(
    tree.ref(parameters),
    averages,
    { images, labels, keys },
  );
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const first = tree.map(
    (moment, gradient) => moment.mul(beta1).add(gradient.mul(1 - beta1)),
    moments1,
    tree.ref(gradients),
  );
  const second = tree.map(
    (moment, gradient) => moment.mul(beta2).add(np.square(gradient).mul(1 - beta2)),
    moments2,
    gradients,
  );
  const t = step.add(1);
  const correction1 = np.power(beta1, t.ref).neg().add(1);
  const correction2 = np.power(beta2, t).neg().add(1);
  const updated = tree.map(
    (weights, moment1, moment2) =>
      weights.sub(
        moment1
          .div(correction1.ref)
          .mul(learningRate)
          .div(np.sqrt(moment2.div(correction2.ref)).add(epsilon)),
      ),
    parameters,
    tree.ref(first),
    tree.ref(second),
  );
  tree.dispose([correction1, correction2]);
  return { loss, after: { parameters: updated, averages: moved, moments1: first, moments2: second } };
}

/** Logits [N, classes] in training, and the moved averages. */
function forward(
  jax: Jax,
  { convolutions, norms, dense }: Parameters,
  averages: Averages,
  { images, keys }: Pick<Data, 'images' | 'keys'>,
): { logits: JaxArray; averages: Averages } {
  const { numpy: np, nn, lax } = jax;
  const moved: Averages = [];
  const norm = (x: JaxArray): JaxArray => {
    const i = moved.length;
    const { y, average } = batchNorm(jax, x, { ...norms[i]!, ...averages[i]! });
    moved.push(average);
    return y;
  };
  let drops = 0;
  const drop = (x: JaxArray): JaxArray => {
    const i = drops++;
    return dropout(jax, x, { rate: DROPOUTS[i]!, key: keys[i]! });
  };
  const affine = (x: JaxArray, { kernel, bias }: Linear): JaxArray => np.matmul(x, kernel).add(bias);

  let x = images;
  const pooled: JaxArray[] = [];
  for (const [index, block] of BLOCKS.entries()) {
    for (const layer of block) {
      const { kernel, bias } = convolutions[layer]!;
      const strides = layer === 1 ? [2, 2] : [1, 1];
      const y = lax.conv(norm(x), kernel, strides, 'VALID');
      x = nn.relu(y.add(bias.reshape([1, FILTERS[layer]!, 1, 1])));
    }
    x = drop(index < BLOCKS.length - 1 ? maxPool(jax, norm(x)) : x);
    pooled.push(x.ref.mean([2, 3]));
  }
  x.dispose();
  x = nn.relu(affine(norm(np.concatenate(pooled, 1)), dense[0]!));
  x = norm(drop(x));
  x = drop(nn.relu(affine(x, dense[1]!)));
  const logits = affine(x, dense[2]!);
  return { logits, averages: moved };
}

/** Normalizes x [N, C, ...] by the statistics of the batch, and moves the averages of these. */
function batchNorm(
  { numpy: np, lax }: Jax,
  x: JaxArray,
  { gamma, beta, mean: meanBefore, variance: varianceBefore }: Parameters['norms'][0] & Averages[0],
): { y: JaxArray; average: Averages[0] } {
  const width = x.shape[1]!;
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const alongChannels = x.shape.map((_, axis) => (axis === 1 ? width : 1));
  const mean = x.ref.mean(axes, { keepdims: true });
  const centered = x.sub(mean.ref);
  const variance = np.square(centered.ref).mean(axes, { keepdims: true });
  const scale = gamma.reshape(alongChannels).div(np.sqrt(variance.ref.add(EPSILON)));
  const move = (before: JaxArray, statistic: JaxArray): JaxArray =>
    before.mul(MOMENTUM).add(
      lax
        .stopGradient(statistic)
        .reshape([width])
        .mul(1 - MOMENTUM),
    );
  return {
    y: centered.mul(scale).add(beta.reshape(alongChannels)),
    average: { mean: move(meanBefore, mean), variance: move(varianceBefore, variance) },
  };
}

function dropout(
  { numpy: np, random }: Jax,
  x: JaxArray,
  { rate, key }: { readonly rate: number; readonly key: JaxArray },
): JaxArray {
  const keeps = random.bernoulli(key, 1 - rate, x.shape);
  return np.where(keeps, x.mul(1 / (1 - rate)), 0);
}

/** Maxima of 2 x 2 pixels; an odd row or column at the end is left out. */
function maxPool({ numpy: np }: Jax, x: JaxArray): JaxArray {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  const even = x.slice([], [], [0, 2 * rows], [0, 2 * columns]);
  return np.max(even.reshape([batch, channels, rows, 2, columns, 2]), [3, 5]);
}

/** Softmax cross-entropy, or the mean of binary cross-entropies of sigmoids. */
function meanLoss(
  { numpy: np, nn }: Jax,
  task: GapNetStep['task'],
  logits: JaxArray,
  labels: JaxArray,
): JaxArray {
  if (task === 'single-label') {
    return nn.logSoftmax(logits, 1).mul(labels).sum(1).mean().neg();
  }
  const positive = np.maximum(logits.ref, 0).sub(logits.ref.mul(labels));
  return positive.add(np.log1p(np.exp(np.abs(logits).neg()))).mean();
}
