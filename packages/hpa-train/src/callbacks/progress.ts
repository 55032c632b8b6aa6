import { requireFunction } from '../require-options.js';
import type { Callback } from './callback.js';

/**
 * A callback that tells a listener of every step: epoch, batch, loss and accuracy so far, rate and seconds.
 *
 * @throws TypeError if the listener is no function.
 *
 * @example
 * import { callbacks } from '@hpa/train';
 * const shares = [];
 * const bar = callbacks.progress(({ samples, sampleCount }) => shares.push(samples / sampleCount));
 * bar.onStep({ samples: 8, sampleCount: 32 });
 * shares; // [0.25]
 */
export function progress(
  listener: (progress: Parameters<NonNullable<Callback['onStep']>>[0]) => void | Promise<void>,
): Callback {
  if (listener === undefined) {
    throw new TypeError('listener must be a function; received undefined');
  }
  requireFunction(listener, { name: 'listener' });
  return { name: 'progress', onStep: (step) => listener(step) };
}
