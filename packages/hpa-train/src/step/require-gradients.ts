import { getGradient } from '@tensorflow/tfjs-core';

/**
 * Throws if TensorFlow.js has no gradients: in Node, tfjs-core alone registers none.
 *
 * @throws Error if there are none, with the import that registers them.
 */
export function requireGradients(): void {
  // Gradients are registered all together or not at all, so one kernel that every network uses stands for all.
  if (getGradient('Sum') == null) {
    throw new Error(
      "TensorFlow.js must have gradients to train with; none are registered: import '@tensorflow/tfjs', or start " +
        "a backend with startBackend() of '@hpa/backend', before training",
    );
  }
}
