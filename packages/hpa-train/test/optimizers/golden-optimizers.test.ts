import { type StartedBackend, startBackend } from '@hpa/backend';
import {
  add,
  dispose,
  memory,
  mul,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam.js';
import { adamw } from '../../src/optimizers/adamw.js';
import type { Optimizer } from '../../src/optimizers/optimizer.js';
import { rmsprop } from '../../src/optimizers/rmsprop.js';
import { sgd } from '../../src/optimizers/sgd.js';
import { expectNear } from '../support/golden-losses.js';
import { type GoldenDescent, optimizerGoldens } from '../support/golden-optimizers.js';

const OPTIMIZERS: Record<GoldenDescent['optimizer'], (options: object) => Optimizer> = {
  sgd,
  rmsprop,
  adam,
  adamw,
};

/** The cases by name, for `test.each`. */
const cases = optimizerGoldens.descents.map((golden, index): readonly [string, GoldenDescent] => {
  const rates = new Set(golden.learningRates).size > 1 ? ', a rate that changes' : '';
  const decay = golden.coupledDecay > 0 ? `, weight decay ${golden.coupledDecay} in the gradient` : '';
  const groups = golden.scales === undefined ? '' : ', biases in a group of their own';
  return [
    `case ${index + 1}: ${golden.optimizer}(${JSON.stringify(golden.options)})${decay}${rates}${groups}`,
    golden,
  ];
});

/**
 * The velocity of Keras, and so of `sgd`, has the learning rate in it, that of PyTorch is multiplied by it afterwards: they part when the
 * rate changes. Multiplying ours by the ratio of the rates makes the one of the other.
 */
function followRate(
  optimizer: Optimizer,
  { owner, ratio }: { readonly owner: Variable; readonly ratio: number },
): void {
  const { velocity } = optimizer.slots(owner);
  if (velocity !== undefined && ratio !== 1) {
    tidy(() => velocity.assign(mul(velocity, ratio)));
  }
}

async function expectGoldenDescent(golden: GoldenDescent): Promise<void> {
  const before = memory().numTensors;
  const create = (values: number[] | number[][]): Variable => tidy(() => variable(tensor(values)));
  const kernel = create(golden.starts.kernel);
  const bias = create(golden.starts.bias);
  const variables = [kernel, bias];
  const optimizer = OPTIMIZERS[golden.optimizer](golden.options);
  const options = {
    ...(golden.scales && { learningRateScales: new Map([[bias, golden.scales.bias]]) }),
    ...(golden.decays && { weightDecays: new Map([[bias, golden.decays.bias]]) }),
  };
  // `sgd` lowers the rate by itself where it has a decay.
  const own = 'decay' in golden.options;
  for (const [step, gradients] of optimizerGoldens.gradients.entries()) {
    const rate = golden.learningRates[step]!;
    if (!own) {
      optimizer.learningRate = rate;
      for (const owner of variables) {
        followRate(optimizer, { owner, ratio: rate / (golden.learningRates[step - 1] ?? rate) });
      }
    }
    const named = tidy(
      (): Record<string, Tensor> => ({
        [kernel.name]: add(tensor(gradients.kernel), mul(kernel, golden.coupledDecay)),
        [bias.name]: add(tensor(gradients.bias), mul(bias, golden.coupledDecay)),
      }),
    );
    optimizer.apply(named, variables, options);
    dispose(named);
    expectNear(await kernel.data(), golden.ends[step]!.kernel.flat());
    expectNear(await bias.data(), golden.ends[step]!.bias);
  }
  optimizer.dispose();
  dispose(variables);
  expect(memory().numTensors).toBe(before);
}

describe.each(['cpu', 'wasm'] as const)('on %s', (engine) => {
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend(engine);
  });
  afterAll(() => backend.dispose());

  test.each(cases)('ten steps are those of PyTorch, %s', async (_, golden) => {
    await expectGoldenDescent(golden);
  });
});
