import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/engines/start-backend.js';
import { onBackend } from '../support/on-backend.js';
import { parallelKernels } from '../support/parallel-kernels.js';

describe('kernels on wasm', () => {
  it('give the same bits on any number of threads', async () => {
    const results = [];
    for (const threads of [1, 2, 3]) {
      const started = await startBackend('wasm', { threads });
      results.push(await onBackend('wasm', parallelKernels));
      started.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
