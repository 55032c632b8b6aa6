import '@tensorflow/tfjs';
import { dispose, memory, tensor1d, type Variable } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam.js';
import { adamw } from '../../src/optimizers/adamw.js';
import type { Optimizer } from '../../src/optimizers/optimizer.js';
import { requireOptimizer } from '../../src/optimizers/require-optimizer.js';
import { rmsprop } from '../../src/optimizers/rmsprop.js';
import { sgd } from '../../src/optimizers/sgd.js';
import { createVariable } from '../support/linear-classifier.js';

/** Applies gradients of one number each to variables, and returns what these end as. */
async function descend(
  optimizer: Optimizer,
  {
    variables,
    gradients,
    options,
  }: {
    readonly variables: readonly Variable[];
    readonly gradients: readonly number[];
    readonly options?: Parameters<Optimizer['apply']>[2];
  },
): Promise<number[]> {
  for (const value of gradients) {
    const gradient = tensor1d([value]);
    const named = Object.fromEntries(variables.map(({ name }) => [name, gradient]));
    optimizer.apply(named, variables, options);
    gradient.dispose();
  }
  return Promise.all(variables.map(async (variable) => (await variable.data())[0]!));
}

test('two steps move a weight as worked by hand', async () => {
  const weight = createVariable([2]);
  const optimizer = adamw({ learningRate: 0.1, weightDecay: 0.5 });
  // 2 (1 - 0.1 * 0.5) = 1.9, and the first step of Adam is the rate times the sign.
  expect((await descend(optimizer, { variables: [weight], gradients: [0.5] }))[0]).toBeCloseTo(1.8, 6);
  // 1.8 * 0.95 = 1.71; Adam's second step on 0.5, -0.25 is 0.1 * 0.1052632 / 0.3952254, as in its own test.
  const [second] = await descend(optimizer, { variables: [weight], gradients: [-0.25] });
  expect(second).toBeCloseTo(1.71 - 0.1 * (0.1052632 / 0.3952254), 5);
  optimizer.dispose();
  weight.dispose();
});

test('the decay of a variable is the one stated for it, once, at its own rate', async () => {
  const variables = [createVariable([1]), createVariable([1]), createVariable([1]), createVariable([1])];
  const [, spared, other, slower] = variables;
  const optimizer = adamw({ learningRate: 0.5, weightDecay: 0.5 });
  const ends = await descend(optimizer, {
    variables,
    gradients: [0],
    options: {
      weightDecays: new Map([
        [spared!, 0],
        [other!, 0.25],
      ]),
      learningRateScales: new Map([[slower!, 0.5]]),
    },
  });
  expect(ends).toEqual([1 - 0.5 * 0.5, 1, 1 - 0.5 * 0.25, 1 - 0.25 * 0.5]);
  optimizer.dispose();
  dispose(variables);
});

test('without decay it is Adam to the bit', async () => {
  const gradient = fc.float({ min: -10, max: 10, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(gradient, { minLength: 1, maxLength: 6 }), async (gradients) => {
      const variables = [createVariable([1])];
      const others = [createVariable([1])];
      const [decayed, plain] = [adamw({ weightDecay: 0 }), adam()];
      expect(await descend(decayed, { variables, gradients })).toEqual(
        await descend(plain, { variables: others, gradients }),
      );
      decayed.dispose();
      plain.dispose();
      dispose([...variables, ...others]);
    }),
    { numRuns: 30, seed: 1 },
  );
});

test('an update leaves two slots per variable and no other tensor', async () => {
  const before = memory().numTensors;
  const variables = [createVariable([1]), createVariable([2])];
  const optimizer = adamw();
  await descend(optimizer, { variables, gradients: [1, -1, 1] });
  expect(memory().numTensors - before).toBe(6);
  optimizer.dispose();
  dispose(variables);
  expect(memory().numTensors).toBe(before);
});

test('settings out of range are refused', () => {
  expect(() => adamw({ weightDecay: -1 })).toThrow('weightDecay must be at least 0; received -1');
  expect(() => adamw({ beta1: 1 })).toThrow('beta1 must be in [0, 1); received 1');
  expect(() => adamw({ beta2: 1 })).toThrow('beta2 must be in [0, 1); received 1');
  expect(() => adamw({ epsilon: 0 })).toThrow('epsilon must be above 0; received 0');
  expect(() => adamw({ l2: 1 } as never)).toThrow('adamw() has no option l2');
});

test('decays out of range are refused before any update', async () => {
  const weight = createVariable([1]);
  const optimizer = adamw();
  const options = { weightDecays: new Map([[weight, -0.5]]) };
  await expect(descend(optimizer, { variables: [weight], gradients: [1], options })).rejects.toThrow(
    `the weight decay of ${weight.name} must be at least 0; received -0.5`,
  );
  expect([optimizer.step, (await weight.data())[0]]).toEqual([0, 1]);
  weight.dispose();
});

test.each([sgd, adam, rmsprop])('an optimizer that decays no weights refuses decays: %o', async (make) => {
  const weight = createVariable([1]);
  const optimizer = make();
  const options = { weightDecays: new Map([[weight, 0.1]]) };
  await expect(descend(optimizer, { variables: [weight], gradients: [1], options })).rejects.toThrow(
    `${optimizer.name}() decays no weights: use adamw(), or leave weightDecays out; received 1`,
  );
  expect([optimizer.step, (await weight.data())[0]]).toEqual([0, 1]);
  await descend(optimizer, { variables: [weight], gradients: [1], options: { weightDecays: new Map() } });
  expect(optimizer.step).toBe(1);
  optimizer.dispose();
  weight.dispose();
});

test('its name instead of a call is answered with the call', () => {
  expect(() => requireOptimizer('adamw' as never)).toThrow(
    'such as optimizer: optimizers.adamw({ learningRate: 0.001, weightDecay: 0.01 }); received',
  );
});
