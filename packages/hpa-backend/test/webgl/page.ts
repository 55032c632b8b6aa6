// Runs in a browser: computes on webgl and posts what came out to the server that the page came from.
import { memory, tidy } from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/index.js';
import { convolutions, filterGradient } from './convolutions.js';

/** What the page posts, as JSON. */
export type PageReport =
  | { readonly refused: string }
  | {
      readonly device: string;
      readonly limits: Readonly<Record<string, number>>;
      readonly gradients: readonly (readonly number[])[];
      readonly tensorsLeft: number;
    };

async function report(): Promise<PageReport> {
  try {
    // Twice, because an engine must start again after its end.
    (await startBackend('webgl')).dispose();
    const { device, limits = {} } = await startBackend('webgl');
    const before = memory().numTensors;
    const gradients: number[][] = [];
    for (const convolution of convolutions) {
      const gradient = tidy(() => filterGradient(convolution));
      gradients.push([...(await gradient.data())]);
      gradient.dispose();
    }
    return { device, limits, gradients, tensorsLeft: memory().numTensors - before };
  } catch (error) {
    return { refused: String(error) };
  }
}

await fetch('/report', { method: 'POST', body: JSON.stringify(await report()) });
