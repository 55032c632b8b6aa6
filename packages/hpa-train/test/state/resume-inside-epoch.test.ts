import '@tensorflow/tfjs';
import { add, memory, mul, type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { earlyStopping } from '../../src/callbacks/early-stopping.js';
import { fit } from '../../src/fit/fit.js';
import type { FitOptions } from '../../src/fit/fit-options.js';
import { adamw } from '../../src/optimizers/adamw.js';
import { cosine } from '../../src/schedules/cosine.js';
import type { History } from '../../src/state/history.js';
import type { TrainingState } from '../../src/state/training-state.js';
import type { BatchSource, Trainable } from '../../src/types.js';
import {
  createVariable,
  linearClassifier,
  pointBatches,
  separablePoints,
} from '../support/linear-classifier.js';

const plain = pointBatches(separablePoints(20), 4);

/** The same batches, which can begin at any of an epoch; counts those that it makes. */
function seekable(): BatchSource & { readonly made: () => number } {
  let made = 0;
  return {
    sampleCount: plain.sampleCount,
    made: () => made,
    async *batches(epoch) {
      for await (const batch of plain.batches(epoch)) {
        made += 1;
        yield batch;
      }
    },
    async *batchesFrom(epoch, first) {
      let index = 0;
      for await (const batch of plain.batches(epoch)) {
        if (index >= first) {
          made += 1;
          yield batch;
        } else {
          batch.dispose();
        }
        index += 1;
      }
    },
  };
}

/** A linear model with noise that depends on step and part, and a moving statistic. */
function noisy(): Trainable & { readonly state: readonly Variable[]; dispose(): void } {
  const linear = linearClassifier({ inputs: 2, classes: 2 });
  const average = createVariable([0]);
  return {
    variables: linear.variables,
    state: [...linear.variables, average],
    logits(images, { training, step = 0, firstImage = 0 }) {
      return tidy(() => {
        if (training) {
          average.assign(add(mul(average, 0.9), 0.1 * (step + firstImage)));
        }
        const gain = training ? 1 + 0.25 * Math.sin(step + 0.3 * firstImage) : 1;
        return linear.logits(add(mul(images, gain), mul(average, 0.01)) as Tensor4D, { training, step });
      });
    },
    dispose() {
      average.dispose();
      linear.dispose();
    },
  };
}

const OPTIONS = {
  epochs: 4,
  validation: plain,
  monitor: { metric: 'accuracy', mode: 'max' },
  schedule: cosine({ learningRate: 0.1, steps: 20, warmUp: 3 }),
  clipValue: 0.4,
  clipNorm: 0.5,
  l1: 1e-4,
  ema: { decay: 0.8 },
  parameterGroups: [{ match: ({ rank }) => rank === 1, learningRateScale: 2, weightDecay: 0 }],
  // Three images at once, so that batches are split.
  memoryLimits: { largestTensorBytes: 31 },
} satisfies Omit<FitOptions, 'optimizer'>;

interface Outcome {
  readonly states: readonly TrainingState[];
  readonly history: unknown;
  readonly numbers: readonly Float32Array[];
}

function timeless({ epochs, ...rest }: History): unknown {
  return { ...rest, epochs: epochs.map(({ seconds: _s, imagesPerSecond: _i, ...record }) => record) };
}

/** Trains, and takes a snapshot after every step and every epoch. */
async function train(batches: BatchSource, options: Partial<FitOptions> = {}): Promise<Outcome> {
  const model = noisy();
  const optimizer = adamw({ learningRate: 0.1 });
  const states: TrainingState[] = [];
  const keep = async (_: unknown, { snapshot }: { snapshot(): Promise<TrainingState> }) => {
    states.push(await snapshot());
  };
  const history = await fit(model, batches, {
    ...OPTIONS,
    optimizer,
    callbacks: [{ onStep: keep, onEpoch: keep }, earlyStopping({ metric: 'loss', mode: 'min', patience: 3 })],
    ...options,
  });
  const numbers = await Promise.all(
    model.state.map(async (variable) => (await variable.data()).slice() as Float32Array),
  );
  model.dispose();
  optimizer.dispose();
  return { states, history: timeless(history), numbers };
}

/** A state without names, which are unique to a process, and times. */
function comparable({
  weights,
  optimizer,
  history,
  bestWeights,
  averages,
  unfinishedEpoch,
  ...rest
}: TrainingState) {
  const dataOf = (tensors: TrainingState['weights']) => tensors.map(({ data }) => data);
  return {
    ...rest,
    weights: dataOf(weights),
    optimizer: { ...optimizer, slots: dataOf(optimizer.slots) },
    bestWeights: bestWeights && dataOf(bestWeights),
    averages: averages && { ...averages, weights: dataOf(averages.weights) },
    unfinishedEpoch: unfinishedEpoch && { ...unfinishedEpoch, seconds: 0 },
    history: (timeless({ epochs: history, best: null, stopped: '' }) as History).epochs,
  };
}

const tensorsBefore = memory().numTensors;
afterAll(() => {
  expect(memory().numTensors).toBe(tensorsBefore);
});

test('a run that resumes after any step, and again, gives the numbers of an uninterrupted one bit for bit', async () => {
  const whole = await train(seekable());
  // Four epochs of five steps, each with a state of its own, and one after each epoch.
  expect(whole.states).toHaveLength(24);
  expect(whole.states[7]).toMatchObject({ epoch: 1, step: 7, unfinishedEpoch: { batches: 2, samples: 8 } });
  expect(whole.states[7]!.unfinishedEpoch!.microBatchSize).toBe(2);
  await fc.assert(
    fc.asyncProperty(fc.nat(23), fc.nat(23), fc.boolean(), async (first, second, canSeek) => {
      const [early, late] = [Math.min(first, second), Math.max(first, second)];
      const source = canSeek ? seekable() : plain;
      const begun = await train(source, { resumeFrom: whole.states[early]! });
      expect(begun.states.map(comparable)).toEqual(whole.states.slice(early + 1).map(comparable));
      const from = late === early ? whole.states[late]! : begun.states[late - early - 1]!;
      const ended = await train(source, { resumeFrom: from });
      expect(ended.history).toEqual(whole.history);
      expect(ended.numbers).toEqual(whole.numbers);
    }),
    { numRuns: 12, seed: 1 },
  );
});

test('a source that can begin inside an epoch makes no batch before', async () => {
  const { states } = await train(plain);
  const source = seekable();
  await train(source, { resumeFrom: states[2]!, epochs: 1 });
  expect(source.made()).toBe(2);
});

test('a run that is interrupted after the last batch of an epoch goes on with its validation', async () => {
  const whole = await train(plain, { epochs: 1 });
  const last = whole.states[4]!;
  expect(last).toMatchObject({ epoch: 0, unfinishedEpoch: { batches: 5, samples: 20 } });
  const source = seekable();
  const resumed = await train(source, { resumeFrom: last, epochs: 1 });
  expect(source.made()).toBe(0);
  expect(resumed.history).toEqual(whole.history);
  expect(resumed.numbers).toEqual(whole.numbers);
});

test('a state with averages of another decay, or without, is refused before anything changes', async () => {
  const { states } = await train(plain, { epochs: 1 });
  const model = noisy();
  const optimizer = adamw({ learningRate: 0.1 });
  const resume = (ema: FitOptions['ema'], resumeFrom: TrainingState) => {
    const { ema: _, ...options } = OPTIONS;
    return fit(model, plain, { ...options, ...(ema && { ema }), optimizer, resumeFrom });
  };
  await expect(resume({ decay: 0.5 }, states[0]!)).rejects.toThrow(
    'resumeFrom must be of a run of ema with decay 0.5; received one of ema with decay 0.8',
  );
  await expect(resume(undefined, states[0]!)).rejects.toThrow(
    'resumeFrom must be of a run without ema; received one of ema with decay 0.8',
  );
  const { averages: _, ...without } = states[0]!;
  await expect(resume({ decay: 0.8 }, without)).rejects.toThrow('received one without ema');
  expect([...(await model.state[0]!.data())]).toEqual([0, 0, 0, 0]);
  model.dispose();
  optimizer.dispose();
});
