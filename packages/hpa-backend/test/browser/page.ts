// Runs in a browser: computes on the engine that its address names, and posts the results to its server.
import { memory, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/index.js';
import { runBatchNorm } from '../support/batch-norm-in-double.js';
import { CONVOLUTIONS, filterGradient } from './convolutions.js';

/** What the page posts, as JSON. */
export type PageReport =
  | { readonly refused: string }
  | {
      readonly device: string;
      readonly limits: Readonly<Record<string, number>>;
      readonly gradients: readonly (readonly number[])[];
      /** Results of HpaBatchNorm and HpaBatchNormGrad; empty if the engine has no such kernels. */
      readonly batchNorm: readonly (readonly number[])[];
      readonly tensorsLeft: number;
    };

const engine = location.search.slice(1) as 'webgl' | 'webgpu';

async function report(): Promise<PageReport> {
  try {
    // Twice, because an engine must be able to start again after dispose().
    (await startBackend(engine)).dispose();
    const { device, limits = {} } = await startBackend(engine);
    const before = memory().numTensors;
    const gradients: number[][] = [];
    for (const convolution of CONVOLUTIONS) {
      gradients.push(...(await read([tidy(() => filterGradient(convolution))])));
    }
    const batchNorm =
      engine === 'webgpu' ? await read(tidy(() => runBatchNorm({ scaled: true, ceiling: 0.5 }))) : [];
    return { device, limits, gradients, batchNorm, tensorsLeft: memory().numTensors - before };
  } catch (error) {
    return { refused: String(error) };
  }
}

async function read(tensors: readonly Tensor[]): Promise<number[][]> {
  const values = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  for (const tensor of tensors) {
    tensor.dispose();
  }
  return values;
}

await fetch('/report', { method: 'POST', body: JSON.stringify(await report()) });
