import { requireFraction, requireNonNegative, requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import { adamUpdate, adamUpdates } from './adam-update.js';
import { createOptimizer } from './create-optimizer.js';
import type { Optimizer } from './optimizer.js';

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2), as AdamW of PyTorch.
 *
 * w *= 1 - learningRate weightDecay; then the update of `adam`. The decay takes the learning rate as scheduled and scaled, and
 * no part in the gradient or its moments. It applies to all variables, biases and scales of normalizations too; `parameterGroups` of `fit`
 * state another decay by variable.
 *
 * @throws TypeError if an option is unknown; RangeError if learningRate or weightDecay is negative, a beta is outside [0, 1), or epsilon is
 * not positive.
 *
 * @example
 * import { optimizers } from '@hpa/train';
 * import { tensor, variable } from '@tensorflow/tfjs-core';
 * const weights = variable(tensor([2, 4]), true, 'decayed');
 * optimizers.adamw({ learningRate: 0.5, weightDecay: 0.5 }).apply({ decayed: tensor([0, 0]) }, [weights]);
 * await weights.data(); // [1.5, 3]
 */
export function adamw(
  options: {
    /** At least 0; 0.001 by default. */
    readonly learningRate?: number;
    /** Decay of the mean gradient, in [0, 1); 0.9 by default. */
    readonly beta1?: number;
    /** Decay of the mean squared gradient, in [0, 1); 0.999 by default. */
    readonly beta2?: number;
    /** Added to the root, above 0; 1e-7 by default. */
    readonly epsilon?: number;
    /** The share of each weight, times the learning rate, that an update takes off; at least 0, 0.01 by default. */
    readonly weightDecay?: number;
  } = {},
): Optimizer {
  const {
    learningRate = 0.001,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-7,
    weightDecay = 0.01,
  } = requireOptions(options, {
    of: 'adamw',
    known: { learningRate: true, beta1: true, beta2: true, epsilon: true, weightDecay: true },
  });
  requireFraction(beta1, { name: 'beta1' });
  requireFraction(beta2, { name: 'beta2' });
  requirePositive(epsilon, { name: 'epsilon' });
  requireNonNegative(weightDecay, { name: 'weightDecay' });
  const constants = { beta1, beta2, epsilon };
  return createOptimizer(
    {
      name: 'adamw',
      settings: { ...constants, weightDecay },
      slotNames: ['m', 'v'],
      weightDecay,
      updateAll: (updates) => adamUpdates(updates, constants),
      update: (update) => adamUpdate(update, constants),
    },
    learningRate,
  );
}
