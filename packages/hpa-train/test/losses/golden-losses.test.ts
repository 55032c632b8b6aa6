import { type StartedBackend, startBackend } from '@hpa/backend';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { expectGoldenLoss, lossCases } from '../support/golden-losses.js';

describe.each(['cpu', 'wasm'] as const)('on %s', (engine) => {
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend(engine);
  });
  afterAll(() => backend.dispose());

  test.each(lossCases)('%s has the values and gradients of PyTorch', async (_, golden) => {
    await expectGoldenLoss(golden);
  });
});
