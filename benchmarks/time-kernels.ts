import { time } from '@tensorflow/tfjs-core';
import type { Prepared } from './benchmark.js';

/**
 * Seconds that the kernels of a step take on the GPU, by its own timestamps, for several steps: the sum over the kernels, without the gaps
 * between them.
 *
 * A step that is timed so is slower, because each kernel is submitted alone; so these are not the steps whose time is reported. The
 * current backend must be `webgpu`, on a device with timestamp queries.
 *
 * @param options.steps Number of steps, if they take no longer than `seconds`; at least one is timed.
 */
export async function timeKernels(
  prepared: Prepared,
  { steps, seconds }: { readonly steps: number; readonly seconds: number },
): Promise<number[]> {
  const end = performance.now() + 1000 * seconds;
  const times: number[] = [];
  do {
    let done: Promise<void> | undefined;
    // A step queues all its kernels before it first awaits anything, so those queued by this call are those of the step.
    const { kernelMs } = await time(() => {
      done = prepared.run(times.length);
    });
    await done;
    if (typeof kernelMs !== 'number') {
      throw new Error(`the time of kernels must be a number; received ${JSON.stringify(kernelMs)}`);
    }
    times.push(kernelMs / 1000);
  } while (times.length < steps && performance.now() < end);
  return times;
}
