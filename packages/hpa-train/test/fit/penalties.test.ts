import { type StartedBackend, startBackend } from '@hpa/backend';
import { memory, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { sgd } from '../../src/optimizers/sgd.js';
import { expectNear, lossGoldens } from '../support/golden-losses.js';
import { linearClassifier, pointBatches } from '../support/linear-classifier.js';

describe.each(['cpu', 'wasm'] as const)('on %s', (engine) => {
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend(engine);
  });
  afterAll(() => backend.dispose());

  test.each(lossGoldens.descents)(
    'six clipped steps of SGD with l1 $l1 and l2 $l2 are those of PyTorch',
    async ({ l1, l2, clipNorm, learningRate, momentum, inputs, labels, start, ...golden }) => {
      const model = linearClassifier({ inputs: 3, classes: 4 });
      tidy(() => model.kernel.assign(tensor2d(start) as Tensor));
      const points = inputs.map((row, index) => ({ id: `${index}`, inputs: row, label: labels[index]! }));
      const source = pointBatches(points, points.length);
      const optimizer = sgd({ learningRate, momentum });
      const before = memory().numTensors;
      const { epochs } = await fit(model, source, {
        task: 'multi-label',
        optimizer,
        epochs: 6,
        l1,
        l2,
        clipNorm,
        validation: source,
        restoreBest: false,
      });
      // The velocities of kernel and bias stay.
      expect(memory().numTensors).toBe(before + 2);
      expectNear(
        epochs.map(({ loss }) => loss),
        golden.losses,
      );
      expectNear(await model.kernel.data(), golden.kernel.flat());
      expectNear(await model.bias.data(), golden.bias);
      // The validation loss has no penalty in it.
      expectNear([epochs.at(-1)!.validation!.loss], [golden.finalLossWithoutPenalty]);
      optimizer.dispose();
      model.dispose();
    },
  );
});

test('frozen kernels are not punished', async () => {
  const backend = await startBackend('cpu');
  const linear = linearClassifier({ inputs: 1, classes: 2 });
  tidy(() => linear.kernel.assign(tensor2d([[10, -10]]) as Tensor));
  const source = pointBatches([{ id: 'a', inputs: [0], label: [1, 0] }], 1);
  const options = { optimizer: sgd(), epochs: 1, l2: 1 };
  const whole = await fit(linear, source, options);
  expect(whole.epochs[0]!.loss).toBeCloseTo(200 + Math.LN2, 4);
  const frozen = await fit({ ...linear, variables: [linear.bias] }, source, options);
  expect(frozen.epochs[0]!.loss).toBeLessThan(1);
  linear.dispose();
  backend.dispose();
});
