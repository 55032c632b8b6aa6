// tfjs-core alone, on purpose: in Node it registers neither gradients nor a backend.
import { expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { sgd } from '../../src/optimizers/sgd.js';

test('without registered gradients fit() says what to import before it requests a batch', async () => {
  const model = {
    variables: [],
    logits: () => {
      throw new Error('the model must not run');
    },
  };
  const batches = {
    sampleCount: 1,
    batches: () => {
      throw new Error('no batch must be asked for');
    },
  };
  await expect(fit(model, batches, { optimizer: sgd(), epochs: 1 })).rejects.toThrow(
    "import '@tensorflow/tfjs'",
  );
});
