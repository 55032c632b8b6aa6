import { type StartedBackend, startBackend } from '@hpa/backend';
import { dispose, tensor1d, type Variable } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Optimizer, optimizers } from '../../src/index.js';
import { restoreOptimizer, saveOptimizer } from '../../src/state/optimizer-state.js';
import { restoreTensors } from '../../src/state/restore-tensors.js';
import { saveTensors } from '../../src/state/save-tensors.js';
import { createVariable } from '../support/linear-classifier.js';

const OPTIMIZERS: Readonly<Record<string, () => Optimizer>> = {
  'sgd with Nesterov momentum': () =>
    optimizers.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, decay: 0.1 }),
  'rmsprop with momentum': () => optimizers.rmsprop({ learningRate: 0.1, momentum: 0.9 }),
  adam: () => optimizers.adam({ learningRate: 0.1 }),
  adamw: () => optimizers.adamw({ learningRate: 0.1, weightDecay: 0.3 }),
};

/** Long enough for the threads of the wasm engine to share it. */
const SIZE = 5000;

function applySteps(
  optimizer: Optimizer,
  { weights, from, to }: { readonly weights: Variable; readonly from: number; readonly to: number },
): void {
  for (let step = from; step < to; step++) {
    const gradient = tensor1d(
      Float32Array.from({ length: SIZE }, (_, index) => Math.sin(index * (step + 1))),
    );
    optimizer.apply({ [weights.name]: gradient }, [weights], { weightDecays: decaysOf(optimizer, weights) });
    gradient.dispose();
  }
}

const decaysOf = (optimizer: Optimizer, weights: Variable): ReadonlyMap<Variable, number> =>
  new Map(optimizer.name === 'adamw' ? [[weights, 0.2]] : []);

describe.each(['cpu', 'wasm'] as const)('on %s', (engine) => {
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend(engine);
  });
  afterAll(() => backend.dispose());

  test.each(Object.keys(OPTIMIZERS))(
    'four steps after three that were saved are the last four of seven to the bit: %s',
    async (name) => {
      const start = Array.from({ length: SIZE }, (_, index) => Math.cos(index));
      const [whole, resumed] = [createVariable(start), createVariable(start)];
      const [first, second] = [OPTIMIZERS[name]!(), OPTIMIZERS[name]!()];
      applySteps(first, { weights: whole, from: 0, to: 3 });
      const weights = await saveTensors([['weights', whole]]);
      const state = await saveOptimizer(first, [whole]);
      applySteps(first, { weights: whole, from: 3, to: 7 });

      restoreTensors([resumed], weights);
      restoreOptimizer(second, { variables: [resumed], state });
      applySteps(second, { weights: resumed, from: 3, to: 7 });
      expect(await resumed.data()).toEqual(await whole.data());
      expect((await saveOptimizer(second, [resumed])).slots.map(({ data }) => data)).toEqual(
        (await saveOptimizer(first, [whole])).slots.map(({ data }) => data),
      );
      first.dispose();
      second.dispose();
      dispose([whole, resumed]);
    },
  );
});
