import '@tensorflow/tfjs';
import { setBackend, tensor1d, variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizers } from '../../src/index.js';

beforeAll(() => setBackend('cpu'));

describe('learning rate scales', () => {
  it.each([
    { name: 'sgd', make: () => optimizers.sgd({ learningRate: 0.5 }) },
    { name: 'sgd with momentum', make: () => optimizers.sgd({ learningRate: 0.5, momentum: 0.9 }) },
    { name: 'adam', make: () => optimizers.adam({ learningRate: 0.5 }) },
    { name: 'adamw', make: () => optimizers.adamw({ learningRate: 0.5, weightDecay: 0.1 }) },
    { name: 'rmsprop', make: () => optimizers.rmsprop({ learningRate: 0.5 }) },
  ])('scale the step of a variable: $name', ({ make }) => {
    const [full, half, none] = [variable(tensor1d([1])), variable(tensor1d([1])), variable(tensor1d([1]))];
    const variables = [full, half, none];
    const gradients = Object.fromEntries(variables.map(({ name }) => [name, tensor1d([0.25])]));
    const optimizer = make();
    optimizer.apply(gradients, variables, {
      learningRateScales: new Map([
        [half, 0.5],
        [none, 0],
      ]),
    });
    const steps = variables.map((value) => 1 - value.dataSync()[0]!);
    expect(steps[0]).toBeGreaterThan(0.1);
    // float32 holds seven digits of a number near 1.
    expect(steps[1]).toBeCloseTo(steps[0]! / 2, 6);
    expect(steps[2]).toBe(0);
    optimizer.dispose();
  });

  it('are refused before any update if below 0', () => {
    const weight = variable(tensor1d([1]));
    const optimizer = optimizers.sgd();
    const apply = () =>
      optimizer.apply({ [weight.name]: tensor1d([1]) }, [weight], {
        learningRateScales: new Map([[weight, -1]]),
      });
    expect(apply).toThrow(`the learning rate scale of ${weight.name} must be at least 0; received -1`);
    expect(optimizer.step).toBe(0);
    expect([...weight.dataSync()]).toEqual([1]);
  });
});
