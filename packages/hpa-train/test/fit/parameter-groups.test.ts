import '@tensorflow/tfjs';
import { customGrad, mul, tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import type { FitOptions } from '../../src/fit/fit-options.js';
import { adamw } from '../../src/optimizers/adamw.js';
import { sgd } from '../../src/optimizers/sgd.js';
import { linearClassifier, pointBatches, separablePoints } from '../support/linear-classifier.js';

const batches = pointBatches(separablePoints(8), 8);
const isBias = ({ rank }: Variable) => rank === 1;
const isKernel = ({ rank }: Variable) => rank === 2;

/** Takes one step from kernel [[1, 2], [3, 4]] and bias [5, 6]; returns how far each went, and the loss. */
async function step(options: Partial<FitOptions>, optimizer = sgd({ learningRate: 1 })) {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const start = [
    [1, 2, 3, 4],
    [5, 6],
  ];
  tidy(() => {
    model.kernel.assign(tensor(start[0]!, [2, 2]));
    model.bias.assign(tensor(start[1]!));
  });
  const { epochs } = await fit(model, batches, { optimizer, epochs: 1, ...options });
  const moved = async (variable: Variable, from: readonly number[]) =>
    [...(await variable.data())].map((value, index) => value - from[index]!);
  const result = {
    kernel: await moved(model.kernel, start[0]!),
    bias: await moved(model.bias, start[1]!),
    loss: epochs[0]!.loss,
  };
  model.dispose();
  optimizer.dispose();
  return result;
}

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));

test('a group scales the learning rate of what it matches, and the first match counts', async () => {
  const plain = await step({});
  const scaled = await step({
    parameterGroups: [
      { match: isBias, learningRateScale: 3 },
      { match: () => true, learningRateScale: 0.5 },
    ],
  });
  expect(scaled.bias).toEqual(closeTo(plain.bias.map((value) => 3 * value)));
  expect(scaled.kernel).toEqual(closeTo(plain.kernel.map((value) => value / 2)));
});

test('penalties of a group replace those of the run, on all that it matches', async () => {
  const plain = await step({});
  const whole = await step({ l2: 0.1 });
  // The run punishes kernels alone: 0.1 (1 + 4 + 9 + 16), with the slope 0.2 w.
  expect(whole.loss - plain.loss).toBeCloseTo(3, 4);
  expect(whole.kernel).toEqual(closeTo(plain.kernel.map((value, index) => value - 0.2 * (index + 1))));
  expect(whole.bias).toEqual(closeTo(plain.bias));
  const grouped = await step({
    l2: 0.1,
    parameterGroups: [
      { match: isKernel, l2: 0, l1: 0.3 },
      { match: isBias, l2: 0.01 },
    ],
  });
  // 0.3 (1 + 2 + 3 + 4) + 0.01 (25 + 36)
  expect(grouped.loss - plain.loss).toBeCloseTo(3.61, 4);
  expect(grouped.kernel).toEqual(closeTo(plain.kernel.map((value) => value - 0.3)));
  expect(grouped.bias).toEqual(closeTo(plain.bias.map((value, index) => value - 0.02 * (5 + index))));
});

test('weight decay of a group replaces that of the optimizer, which must have one', async () => {
  const decayed = await step({}, adamw({ learningRate: 0.1, weightDecay: 0.5 }));
  const without = await step({}, adamw({ learningRate: 0.1, weightDecay: 0 }));
  const grouped = await step(
    { parameterGroups: [{ match: isBias, weightDecay: 0 }] },
    adamw({ learningRate: 0.1, weightDecay: 0.5 }),
  );
  expect(grouped.kernel).toEqual(closeTo(decayed.kernel));
  expect(grouped.bias).toEqual(closeTo(without.bias));
  expect(decayed.bias).not.toEqual(closeTo(without.bias));
  await expect(step({ parameterGroups: [{ match: isBias, weightDecay: 0.1 }] })).rejects.toThrow(
    'parameterGroups[0].weightDecay needs an optimizer that has one, such as adamw(); received sgd',
  );
});

test('a group is for frozen variables too, once they train', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const { kernel, bias } = model;
  let variables: readonly Variable[] = [bias];
  const thawing = {
    get variables() {
      return variables;
    },
    state: [kernel, bias],
    learningRateScales: new Map<Variable, number>([[kernel, 0]]),
    logits: model.logits,
  };
  await fit(thawing, batches, {
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 2,
    beforeEpoch: (epoch) => {
      variables = epoch === 0 ? [bias] : [kernel, bias];
    },
    // The scale of the model counts too, and is 0.
    parameterGroups: [{ match: isKernel, learningRateScale: 10 }],
  });
  expect([...(await kernel.data())]).toEqual([0, 0, 0, 0]);
  model.dispose();
});

test('a group that is the first match of nothing, or wrong, is refused by its place', async () => {
  const refused = async (parameterGroups: unknown, message: string) => {
    await expect(
      step({ parameterGroups: parameterGroups as NonNullable<FitOptions['parameterGroups']> }),
    ).rejects.toThrow(message);
  };
  await refused(
    [{ match: isBias }, { match: () => false, l2: 1 }],
    'parameterGroups[1] must match a variable of the model that none before it has; it matches none of ',
  );
  await refused([{ match: () => true }, { match: isBias }], 'parameterGroups[1] must match a variable');
  await refused([{ match: () => false }], 'parameterGroups[0] must match a variable of the model; it');
  await refused({ match: isBias }, 'parameterGroups must be an array; received an object');
  await refused(
    [{ match: 'bias' }],
    "parameterGroups[0].match must be a function of a variable; received 'bias'",
  );
  await refused([{ match: isBias, l2: -1 }], 'parameterGroups[0].l2 must be at least 0; received -1');
  await refused([{ match: isBias, learningRate: 1 }], 'parameterGroups[0] has no member learningRate');
});

test('gradients are clipped by value first, then by norm', async () => {
  const plain = await step({});
  const all = [...plain.kernel, ...plain.bias];
  const limit = Math.max(...all.map(Math.abs)) / 2;
  const clipped = (value: number) => Math.min(limit, Math.max(-limit, value));
  const byValue = await step({ clipValue: limit });
  expect([...byValue.kernel, ...byValue.bias]).toEqual(closeTo(all.map(clipped)));
  const norm = Math.hypot(...all.map(clipped));
  const both = await step({ clipValue: limit, clipNorm: norm / 4 });
  expect([...both.kernel, ...both.bias]).toEqual(closeTo(all.map((value) => clipped(value) / 4)));
  await expect(step({ clipValue: 0 })).rejects.toThrow('clipValue must be above 0; received 0');
});

test('a gradient that is not finite is not clipped to a limit, but reported', async () => {
  const { kernel, bias, logits, dispose } = linearClassifier({ inputs: 2, classes: 2 });
  const broken = customGrad((value) => ({
    value: value as never,
    gradFunc: (dy: never) => mul(dy, Number.POSITIVE_INFINITY),
  }));
  const model = {
    variables: [kernel, bias],
    logits: (images: Parameters<typeof logits>[0], options: Parameters<typeof logits>[1]) =>
      broken(logits(images, options)) as ReturnType<typeof logits>,
  };
  await expect(fit(model, batches, { optimizer: sgd(), epochs: 1, clipValue: 1 })).rejects.toThrow(
    'epoch 1, batch 1: the gradient norm must be finite',
  );
  dispose();
});
