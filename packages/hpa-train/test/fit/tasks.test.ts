import '@tensorflow/tfjs';
import {
  memory,
  ones,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  type Batch,
  type FitOptions,
  fit,
  losses,
  optimizers,
  predict,
  type Schedule,
} from '../../src/index.js';
import { linearClassifier, type Point, pointBatch, pointBatches } from '../support/linear-classifier.js';

/** Points with none, one or two of two classes: whether each input is positive. */
const points: Point[] = Array.from({ length: 24 }, (_, index) => {
  const inputs = [Math.sin(index), Math.cos(2 * index)];
  return { id: `point-${index}`, inputs, label: inputs.map((input) => (input > 0 ? 1 : 0)) };
});
const batches = pointBatches(points, 8);
const task = 'multi-label';

/** The batches with weights of their samples. */
function weighted(weightOf: (point: Point) => number): typeof batches {
  return {
    sampleCount: points.length,
    async *batches() {
      const batch = pointBatch(points);
      const sampleWeights = tensor1d(points.map(weightOf));
      yield {
        ...batch,
        sampleWeights,
        dispose() {
          batch.dispose();
          sampleWeights.dispose();
        },
      };
    },
  };
}

test.each([
  ['the default', undefined],
  ['binary cross-entropy', losses.binaryCrossEntropy({ positiveWeights: [2, 1] })],
  ['focal loss', losses.focalLoss()],
  ['the Lovasz hinge', losses.lovaszLoss()],
])('%s learns several labels a sample, and leaves no tensor', async (_, loss) => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const optimizer = optimizers.sgd({ learningRate: 1, momentum: 0.9 });
  const before = memory().numTensors;
  const { epochs } = await fit(model, batches, {
    optimizer,
    task,
    epochs: 40,
    validation: batches,
    ...(loss && { loss }),
  });
  expect(epochs[0]!.accuracy).toBeLessThan(0.9);
  expect(epochs.at(-1)!.validation!.accuracy).toBeGreaterThan(0.95);
  expect(epochs.at(-1)!.validation!.loss).toBeLessThan(epochs[0]!.validation!.loss / 2);
  const predictions = await predict(model, batches, { task });
  expect(predictions.task).toBe('multi-label');
  expect(predictions.labels).toEqual(
    points.map(({ label }) => label.flatMap((value, index) => (value === 1 ? [index] : []))),
  );
  expect(memory().numTensors).toBe(before + 2);
  optimizer.dispose();
  model.dispose();
});

test('scores of several classes are sigmoids, in double precision, and a sample may have none', async () => {
  const model = linearClassifier({ inputs: 1, classes: 3 });
  tidy(() => model.bias.assign(tensor1d([1.5, -100, 100])));
  const source = pointBatches(
    [
      { id: 'none', inputs: [0], label: [0, 0, 0] },
      { id: 'two', inputs: [0], label: [1, 0, 1] },
    ],
    2,
  );
  const { labels, scores } = await predict(model, source, { task });
  expect(labels).toEqual([[], [0, 2]]);
  expect(scores[0]).toEqual([1 / (1 + Math.exp(-1.5)), Math.exp(-100) / (1 + Math.exp(-100)), 1]);
  model.dispose();
});

test('accuracy of several labels is the share of samples with exactly theirs, at a probability of 0.5', async () => {
  const model = linearClassifier({ inputs: 1, classes: 2 });
  tidy(() => model.bias.assign(tensor1d([0, -1])));
  const labels = [
    [1, 0],
    [1, 1],
    [0, 0],
    [1, 0],
  ];
  const source = pointBatches(
    labels.map((label, index) => ({ id: `${index}`, inputs: [0], label })),
    4,
  );
  const { epochs } = await fit(model, source, {
    optimizer: optimizers.sgd({ learningRate: 0 }),
    task,
    epochs: 1,
    validation: source,
  });
  expect(epochs[0]!.accuracy).toBe(0.5);
  expect(epochs[0]!.validation!.accuracy).toBe(0.5);
  model.dispose();
});

test('metrics get the task, labels and scores of the validation set', async () => {
  const seen: unknown[] = [];
  const metrics: NonNullable<FitOptions['metrics']> = {
    count: (data) => {
      seen.push(data.task, data.labels.slice(0, 2), data.scores.length);
      return data.labels.length;
    },
  };
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const options = { optimizer: optimizers.sgd(), epochs: 1, metrics };
  await fit(model, batches, { ...options, task, validation: batches });
  const one = pointBatches([{ id: 'a', inputs: [0, 0], label: [0, 1] }], 1);
  await fit(model, one, { ...options, validation: one });
  expect(seen).toEqual(['multi-label', points.slice(0, 2).map(indicesOf), 24, 'single-label', [1], 1]);
  model.dispose();
});

const indicesOf = ({ label }: Point): number[] =>
  label.flatMap((value, index) => (value === 1 ? [index] : []));

test('the card of the model decides the task, and an option that differs is refused', async () => {
  const linear = linearClassifier({ inputs: 2, classes: 2 });
  const input = { channels: [], normalization: 'unit' };
  const model = { ...linear, card: { input, task: 'multi-label' as const } };
  expect((await predict(model, batches)).task).toBe('multi-label');
  await expect(
    fit(model, batches, { optimizer: optimizers.sgd(), epochs: 1, task: 'single-label' }),
  ).rejects.toThrow(
    'task must be that of the card of the model, multi-label; received single-label: build the model for single-label',
  );
  const unknown = { ...linear, card: { input, task: 'regression' as never } };
  await expect(predict(unknown, batches)).rejects.toThrow(
    "card.task must be 'single-label' or 'multi-label'; received 'regression'",
  );
  linear.dispose();
});

test('several labels for a model of one class are refused by name, with what to write', async () => {
  const model = linearClassifier({ inputs: 1, classes: 3 });
  const one = pointBatches([{ id: 'cell', inputs: [0], label: [1, 0, 1] }], 1);
  await expect(fit(model, one, { optimizer: optimizers.sgd(), epochs: 1 })).rejects.toThrow(
    "epoch 1, batch 1: every row of labels must be one-hot, or shares in [0, 1] that sum to 1; row 1 (cell) is [1,0,1]: several labels a sample need task: 'multi-label'",
  );
  await expect(predict(model, one)).rejects.toThrow(
    "batch 1, row 1 (cell): the label must be one-hot, or zeros for none; received [1,0,1]: several labels a sample need task: 'multi-label'",
  );
  model.dispose();
});

test('labels outside [0, 1] are refused, and shares where each class is there or not', async () => {
  const model = linearClassifier({ inputs: 1, classes: 2 });
  const labelled = (label: number[]) => pointBatches([{ id: 'cell', inputs: [0], label }], 1);
  const options = { optimizer: optimizers.sgd(), epochs: 1, task } as const;
  await expect(fit(model, labelled([0, 1.5]), options)).rejects.toThrow(
    'every row of labels must be numbers in [0, 1], one per class; row 1 (cell) is [0,1.5]',
  );
  await fit(model, labelled([0.3, 0.9]), options);
  await expect(predict(model, labelled([0.5, 1]), { task })).rejects.toThrow(
    'batch 1, row 1 (cell): labels must be 0 or 1; received [0.5,1]',
  );
  model.dispose();
});

test('weights of samples multiply their losses, and a weight of 0 leaves a sample out', async () => {
  const gradientOf = async (source: typeof batches): Promise<{ loss: number; bias: number[] }> => {
    const model = linearClassifier({ inputs: 2, classes: 2 });
    const { epochs } = await fit(model, source, {
      optimizer: optimizers.sgd({ learningRate: 1 }),
      task,
      epochs: 1,
    });
    const bias = [...(await model.bias.data())];
    model.dispose();
    return { loss: epochs[0]!.loss, bias };
  };
  const before = memory().numTensors;
  const some = points.slice(0, 12);
  const left = await gradientOf(weighted((point) => (some.includes(point) ? 3 : 0)));
  expect(memory().numTensors).toBe(before);
  const alone = await gradientOf(pointBatches(some, 12));
  // Weights sum up to 36 of 24 samples, and those alone to 12 of 12.
  expect(left.loss).toBeCloseTo(1.5 * alone.loss, 5);
  for (const [c, value] of alone.bias.entries()) {
    expect(left.bias[c]).toBeCloseTo(1.5 * value, 5);
  }
});

test('split batches take their weights along', async () => {
  const train = async (limits: object): Promise<number[]> => {
    const model = linearClassifier({ inputs: 2, classes: 2 });
    const source = weighted(({ inputs }) => Math.abs(inputs[0]!));
    const { epochs } = await fit(model, source, {
      optimizer: optimizers.sgd({ learningRate: 1 }),
      task,
      epochs: 2,
      ...limits,
    });
    const numbers = [...(await model.kernel.data()), epochs[1]!.loss];
    expect('microBatchSize' in epochs[0]!).toBe('memoryLimits' in limits);
    model.dispose();
    return numbers;
  };
  const whole = await train({});
  const split = await train({ memoryLimits: { totalBytes: memory().numBytes + 1200 } });
  for (const [index, value] of whole.entries()) {
    expect(split[index]).toBeCloseTo(value, 5);
  }
});

test('weights that cannot be are refused', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const options = { optimizer: optimizers.sgd(), epochs: 1, task } as const;
  await expect(
    fit(
      model,
      weighted(({ id }) => (id === 'point-3' ? -1 : 1)),
      options,
    ),
  ).rejects.toThrow(
    'epoch 1, batch 1: every weight of a sample must be at least 0; that of row 4 (point-3) is -1',
  );
  const short = {
    sampleCount: 24,
    async *batches(): AsyncGenerator<Batch> {
      yield { ...pointBatch(points), sampleWeights: tensor1d([1, 2]) };
    },
  };
  await expect(fit(model, short, options)).rejects.toThrow(
    'epoch 1, batch 1: sampleWeights must hold one weight per sample, [24]; received shape [2]',
  );
  model.dispose();
});

test('a loss that gives no number a sample is refused', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const options = { optimizer: optimizers.sgd(), epochs: 1, task } as const;
  const before = memory().numTensors;
  await expect(
    fit(model, batches, { ...options, loss: ({ logits }) => sum(logits) as unknown as Tensor1D }),
  ).rejects.toThrow('the loss must return one number a sample, [8]; received shape []');
  await expect(fit(model, batches, { ...options, loss: () => 3 as never })).rejects.toThrow(
    'the loss must return a tensor with one number a sample; received 3',
  );
  await expect(
    fit(model, batches, { ...options, loss: losses.softmaxCrossEntropy as never }),
  ).rejects.toThrow(
    'softmaxCrossEntropy() has no option logits: call it first, as in loss: losses.softmaxCrossEntropy()',
  );
  expect(memory().numTensors).toBe(before);
  model.dispose();
});

test('a loss of the default kind has the numbers of the default', async () => {
  const run = async (loss: object): Promise<unknown> => {
    const model = linearClassifier({ inputs: 1, classes: 2 });
    const source = pointBatches(
      [0, 1, 2, 3].map((n) => ({ id: `${n}`, inputs: [n - 1], label: n > 1 ? [0, 1] : [1, 0] })),
      3,
    );
    const { epochs } = await fit(model, source, {
      optimizer: optimizers.sgd(),
      epochs: 3,
      validation: source,
      ...loss,
    });
    const weights = [...(await model.kernel.data())];
    model.dispose();
    return { weights, losses: epochs.map((epoch) => epoch.loss), last: epochs[2]!.validation!.loss };
  };
  const given = (await run({ loss: losses.softmaxCrossEntropy() })) as { last: number };
  const byDefault = (await run({})) as { last: number };
  // The default computes its validation loss in double precision.
  expect(given.last).toBeCloseTo(byDefault.last, 6);
  expect({ ...given, last: 0 }).toEqual({ ...byDefault, last: 0 });
});

test('a schedule is asked before every step, and gets the records of all epochs before, those of a resumed run too', async () => {
  const lengths: number[] = [];
  const rates: number[] = [];
  const seen: number[] = [];
  const schedule: Schedule = (step, { epoch, history }) => {
    seen.push(step);
    lengths.push(history.length);
    return epoch === 0 ? 0.5 : history[0]!.loss;
  };
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const options = { task, schedule } as const;
  let state: Parameters<typeof fit>[2]['resumeFrom'] = null;
  const first = await fit(model, batches, {
    ...options,
    optimizer: optimizers.sgd(),
    epochs: 2,
    callbacks: [
      {
        onEpoch: async (_, { snapshot }) => {
          state = await snapshot();
        },
      },
    ],
  });
  const second = await fit(model, batches, {
    ...options,
    optimizer: optimizers.sgd(),
    epochs: 3,
    resumeFrom: state,
  });
  rates.push(...second.epochs.map(({ learningRate }) => learningRate));
  // Three batches an epoch.
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(lengths).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  expect(rates).toEqual([0.5, first.epochs[0]!.loss, first.epochs[0]!.loss]);
  model.dispose();
});

test('types: a task that is stated narrows the predictions', async () => {
  const model = { variables: [], logits: () => ones([1, 2]) as Tensor2D };
  const source = {
    async *batches() {
      const labels = tensor2d([[0, 1]]);
      yield { ...pointBatch([{ id: 'a', inputs: [1], label: [0, 1] }]), labels, ids: ['a'] };
    },
  };
  const { labels } = await predict(model, source, { task: 'single-label' });
  const first: number | null | undefined = labels[0];
  expect(first).toBe(1);
});
