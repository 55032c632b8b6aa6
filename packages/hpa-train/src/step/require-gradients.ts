import { getGradient } from '@tensorflow/tfjs-core';

/**
 * Checks that TensorFlow.js knows how to differentiate: in Node, tfjs-core alone registers no gradients.
 *
 * @throws Error saying what to import.
 */
export function requireGradients(): void {
  // Registration is all or nothing, so one kernel that every network uses stands for all.
  if (getGradient('Sum') == null) {
    throw new Error(
      "TensorFlow.js has no gradients registered, so nothing can be trained: import '@tensorflow/tfjs', or start " +
        "a backend with startBackend() of '@hpa/backend', before calling fit()",
    );
  }
}
