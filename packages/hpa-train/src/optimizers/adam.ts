import { requireFraction, requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import { adamUpdate, adamUpdates } from './adam-update.js';
import { createOptimizer } from './create-optimizer.js';
import type { Optimizer } from './optimizer.js';

/**
 * Adam (Kingma and Ba, arXiv 1412.6980), with epsilon added after the bias correction as in TensorFlow.js and PyTorch.
 *
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * w -= learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon), t from 1.
 * Keras adds epsilon to the uncorrected root, which differs slightly. The kernel `HpaAdam` updates all variables in
 * place if the backend has it.
 *
 * @throws TypeError if an option is unknown; RangeError if learningRate is negative, a beta is outside [0, 1), or epsilon is not positive.
 *
 * @example
 * import { optimizers } from '@hpa/train';
 * optimizers.adam({ learningRate: 0.01 }).settings; // { "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7 }
 */
export function adam(
  options: {
    /** At least 0; 0.001 by default. */
    readonly learningRate?: number;
    /** Decay of the mean gradient, in [0, 1); 0.9 by default. */
    readonly beta1?: number;
    /** Decay of the mean squared gradient, in [0, 1); 0.999 by default. */
    readonly beta2?: number;
    /** Added to the root, above 0; 1e-7 by default. */
    readonly epsilon?: number;
  } = {},
): Optimizer {
  const {
    learningRate = 0.001,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-7,
  } = requireOptions(options, {
    of: 'adam',
    known: { learningRate: true, beta1: true, beta2: true, epsilon: true },
  });
  requireFraction(beta1, { name: 'beta1' });
  requireFraction(beta2, { name: 'beta2' });
  requirePositive(epsilon, { name: 'epsilon' });
  const constants = { beta1, beta2, epsilon };
  return createOptimizer(
    {
      name: 'adam',
      settings: constants,
      slotNames: ['m', 'v'],
      updateAll: (updates) => adamUpdates(updates, constants),
      update: (update) => adamUpdate(update, constants),
    },
    learningRate,
  );
}
