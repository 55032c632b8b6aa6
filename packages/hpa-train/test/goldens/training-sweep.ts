/**
 * Trains a small network with each of 720 settings, and prints the lowest validation loss of each, for the tests of searches:
 *
 *     node --import tsx training-sweep.ts > training-sweep.json && npx biome format --write training-sweep.json
 *
 * A perceptron of one hidden layer tells the three arms of a noisy spiral apart, from 240 points; 300 others validate it. A training that
 * does not stay finite, or is never better, counts with the loss of guessing, ln 3 = 1.0986.
 */
import {
  add,
  matMul,
  randomNormal,
  relu,
  reshape,
  setBackend,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
  tensor4d,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs';
import { fit, optimizers } from '../../src/index.js';
import { seededRandom } from '../../src/seeded-random.js';

const LEARNING_RATES = Array.from({ length: 10 }, (_, index) => 10 ** (index / 2 - 4));
const BATCH_SIZES = [8, 24, 80];
const WIDTHS = [4, 12, 36];
const L2 = [0, 0.003];
const MOMENTA = { adam: [undefined], sgd: [0, 0.6, 0.9] } as const;
const EPOCHS = 8;
const GUESSING = Math.log(3);

type Point = readonly [x: number, y: number, arm: number];

/** Points of a spiral with three arms, in random order. */
function drawSpiral(count: number, key: string): Point[] {
  const random = seededRandom([4, key]);
  return Array.from({ length: count }, (_, index) => {
    const arm = index % 3;
    const radius = 0.2 + 1.8 * random.uniform();
    const angle = (2 * Math.PI * arm) / 3 + 1.6 * radius + 0.9 * (random.uniform() - 0.5);
    return [random.uniform(), [radius * Math.cos(angle), radius * Math.sin(angle), arm]] as const;
  })
    .sort(([a], [b]) => a - b)
    .map(([, [x, y, arm]]) => [x!, y!, arm!]);
}

function sourceOf(points: readonly Point[], batchSize: number) {
  return {
    sampleCount: points.length,
    async *batches() {
      for (let first = 0; first < points.length; first += batchSize) {
        const part = points.slice(first, first + batchSize);
        const images = tensor4d(
          part.flatMap((point) => point.slice(0, 2)),
          [part.length, 1, 1, 2],
        );
        const labels = tensor2d(part.map(([, , arm]) => [0, 1, 2].map((other) => Number(arm === other))));
        const dispose = (): void => {
          images.dispose();
          labels.dispose();
        };
        yield { images, labels, ids: [], dispose };
      }
    },
  };
}

function perceptron(width: number) {
  const weights = (shape: [number, number], seed: number): Variable =>
    tidy(() => variable(randomNormal(shape, 0, Math.sqrt(2 / shape[0]), 'float32', seed)));
  const bias = (length: number): Variable => tidy(() => variable(zeros([length])));
  const [hidden, hiddenBias, output, outputBias] = [
    weights([2, width], 1),
    bias(width),
    weights([width, 3], 2),
    bias(3),
  ];
  const layer = (x: Tensor2D, kernel: Variable, offset: Variable) =>
    add<Tensor2D>(matMul(x, kernel as unknown as Tensor2D), offset);
  return {
    variables: [hidden, hiddenBias, output, outputBias],
    logits: (x: Tensor4D) =>
      tidy(() => layer(relu(layer(reshape(x, [-1, 2]), hidden, hiddenBias)), output, outputBias)),
  };
}

/** The lowest validation loss of a training. */
async function lowestLoss({ width, batchSize, l2, learningRate, momentum }: Setting): Promise<number> {
  const model = perceptron(width);
  const optimizer =
    momentum === undefined
      ? optimizers.adam({ learningRate })
      : optimizers.sgd({ learningRate, ...(momentum > 0 && { momentum }) });
  try {
    const { epochs } = await fit(model, sourceOf(drawSpiral(240, 'train'), batchSize), {
      optimizer,
      epochs: EPOCHS,
      l2,
      validation: sourceOf(drawSpiral(300, 'validation'), 300),
    });
    return Math.min(GUESSING, ...epochs.map(({ validation }) => validation!.loss));
  } catch (error) {
    if ((error as Error).name !== 'Diverged') {
      throw error;
    }
    return GUESSING;
  } finally {
    optimizer.dispose();
    for (const each of model.variables) {
      each.dispose();
    }
  }
}

interface Setting {
  readonly width: number;
  readonly batchSize: number;
  readonly l2: number;
  readonly learningRate: number;
  /** Undefined: by Adam. */
  readonly momentum: number | undefined;
}

await setBackend('cpu');
const losses: Record<string, number> = {};
for (const width of WIDTHS) {
  for (const batchSize of BATCH_SIZES) {
    for (const l2 of L2) {
      for (const [index, learningRate] of LEARNING_RATES.entries()) {
        for (const [optimizer, momenta] of Object.entries(MOMENTA)) {
          for (const momentum of momenta) {
            const loss = await lowestLoss({ width, batchSize, l2, learningRate, momentum });
            const setting = [index, optimizer, momentum, width, batchSize, l2];
            losses[setting.filter((value) => value !== undefined).join(' ')] = Number(loss.toFixed(5));
          }
        }
      }
    }
  }
}
process.stdout.write(`${JSON.stringify(losses, null, 1)}\n`);
