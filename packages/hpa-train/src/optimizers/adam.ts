import { add, div, mul, sqrt, square, sub, tidy } from '@tensorflow/tfjs-core';
import { requireFraction, requirePositive } from '../require-number.js';
import { createOptimizer } from './create-optimizer.js';
import { fusedUpdate } from './fused-update.js';
import type { Optimizer } from './optimizer.js';

/**
 * Adam (Kingma and Ba, arXiv 1412.6980) with TensorFlow.js's place for epsilon: after the bias correction.
 *
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * w -= learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon), t from 1.
 * Keras adds epsilon to the uncorrected root, which differs slightly. Where the backend has the kernel
 * `HpaAdam`, that one updates in place.
 *
 * @throws RangeError when learningRate is negative, a beta is outside [0, 1), or epsilon is not positive.
 */
export function adam({
  learningRate = 0.001,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-7,
}: {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
} = {}): Optimizer {
  requireFraction({ beta1, beta2 });
  requirePositive({ epsilon });
  return createOptimizer(
    {
      name: 'adam',
      settings: { beta1, beta2, epsilon },
      slotNames: ['m', 'v'],
      update({ variable, gradient, slots: { m, v }, learningRate, step }) {
        const inputs = { variable, gradient, m, v };
        const attributes = { learningRate, beta1, beta2, epsilon, step };
        if (fusedUpdate('HpaAdam', { inputs, attributes })) {
          return;
        }

        tidy(() => m.assign(add(mul(m, beta1), mul(gradient, 1 - beta1))));
        tidy(() => v.assign(add(mul(v, beta2), mul(square(gradient), 1 - beta2))));
        // Both bias corrections are folded into two numbers, which saves two passes over the weights.
        const rootCorrection = Math.sqrt(1 - beta2 ** step);
        const stepSize = (learningRate * rootCorrection) / (1 - beta1 ** step);
        const direction = tidy(() => div(m, add(sqrt(v), epsilon * rootCorrection)));
        variable.assign(sub(variable, mul(direction, stepSize)));
      },
    },
    learningRate,
  );
}
