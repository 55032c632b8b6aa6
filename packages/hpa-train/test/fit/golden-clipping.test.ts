import { type StartedBackend, startBackend } from '@hpa/backend';
import { memory, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { adamw } from '../../src/optimizers/adamw.js';
import { sgd } from '../../src/optimizers/sgd.js';
import { cosine } from '../../src/schedules/cosine.js';
import { expectNear } from '../support/golden-losses.js';
import { optimizerGoldens } from '../support/golden-optimizers.js';
import { linearClassifier, pointBatches } from '../support/linear-classifier.js';

const OPTIMIZERS = { sgd, adamw };

/** PyTorch divides by the norm plus 1e-6: a change of 1e-5 at the smallest norms, 0.15, in weights that move by about 1. */
const CLOSE = { tolerance: 2e-5 };

describe.each(['cpu', 'wasm'] as const)('on %s', (engine) => {
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend(engine);
  });
  afterAll(() => backend.dispose());

  test.each(optimizerGoldens.clipped)(
    'ten steps of $optimizer.name with gradients clipped to value $clipValue and norm $clipNorm are those of PyTorch',
    async ({ optimizer: { name, options, schedule }, clipValue, clipNorm, ...golden }) => {
      const model = linearClassifier({ inputs: 3, classes: 4 });
      tidy(() => model.kernel.assign(tensor2d(golden.start) as Tensor));
      const points = golden.inputs.map((inputs, index) => ({
        id: `${index}`,
        inputs,
        label: golden.labels[index]!,
      }));
      const optimizer = OPTIMIZERS[name](options);
      const before = memory().numTensors;
      const { epochs } = await fit(model, pointBatches(points, points.length), {
        task: 'multi-label',
        optimizer,
        epochs: golden.losses.length,
        ...(schedule && { schedule: cosine(schedule) }),
        ...(clipValue !== null && { clipValue }),
        ...(clipNorm !== null && { clipNorm }),
      });
      // The slots of kernel and bias stay.
      expect(memory().numTensors).toBe(before + 2 * (name === 'sgd' ? 1 : 2));
      expectNear(
        epochs.map(({ loss }) => loss),
        golden.losses,
        CLOSE,
      );
      expectNear(await model.kernel.data(), golden.kernel.flat(), CLOSE);
      expectNear(await model.bias.data(), golden.bias, CLOSE);
      optimizer.dispose();
      model.dispose();
    },
  );
});
