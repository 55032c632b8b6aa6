import { startBackend } from '@hpa/backend';
import { afterAll, describe, test } from 'vitest';
import { expectGoldenLoss, lossCases } from '../support/golden-losses.js';

const webgpu = await startBackend('webgpu').catch(({ message }: Error) => message);
if (typeof webgpu === 'string') {
  console.log(`not tested on webgpu: ${webgpu}`);
}

describe.skipIf(typeof webgpu === 'string')('on webgpu', () => {
  afterAll(() => {
    if (typeof webgpu !== 'string') {
      webgpu.dispose();
    }
  });

  test.each(lossCases)('%s has the values and gradients of PyTorch', async (_, golden) => {
    await expectGoldenLoss(golden);
  });
});
