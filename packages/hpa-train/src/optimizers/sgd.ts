import { add, mul, sub, tidy } from '@tensorflow/tfjs-core';
import { requireFraction, requireNonNegative } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import { createOptimizer } from './create-optimizer.js';
import { fusedUpdate } from './fused-update.js';
import type { Optimizer } from './optimizer.js';

/**
 * Stochastic gradient descent with Keras's momentum, Nesterov and decay.
 *
 * rate = learningRate / (1 + decay t), with t earlier updates. Without momentum, w -= rate g. With momentum,
 * velocity = momentum velocity - rate g, then w += velocity, or w += momentum velocity - rate g with `nesterov`.
 * At a constant rate that is SGD of PyTorch without dampening. PyTorch multiplies its velocity by the rate afterwards: if the rate changes, steps
 * before the change count there at the new rate, here at the one that they were taken at.
 * The kernel `HpaMomentum` updates in place if the backend has it.
 *
 * @throws TypeError if an option is unknown; RangeError if learningRate or decay is negative, momentum is outside [0, 1), or nesterov is true without
 * momentum.
 *
 * @example
 * import { optimizers } from '@hpa/train';
 * import { tensor, variable } from '@tensorflow/tfjs-core';
 * const weights = variable(tensor([1, 2]), true, 'weights');
 * optimizers.sgd({ learningRate: 0.5 }).apply({ weights: tensor([2, 2]) }, [weights]);
 * await weights.data(); // [0, 1]
 */
export function sgd(
  options: {
    /** At least 0; 0.01 by default. */
    readonly learningRate?: number;
    /** In [0, 1); 0 by default. */
    readonly momentum?: number;
    /** Nesterov momentum; false by default. */
    readonly nesterov?: boolean;
    /** Decay of the learning rate per update, at least 0; 0 by default. */
    readonly decay?: number;
  } = {},
): Optimizer {
  const {
    learningRate = 0.01,
    momentum = 0,
    nesterov = false,
    decay = 0,
  } = requireOptions(options, {
    of: 'sgd',
    known: { learningRate: true, momentum: true, nesterov: true, decay: true },
  });
  requireFraction(momentum, { name: 'momentum' });
  requireNonNegative(decay, { name: 'decay' });
  if (nesterov && momentum === 0) {
    throw new RangeError('momentum must be above 0 if nesterov is true; received 0');
  }
  const settings = { momentum, nesterov, decay };
  const rateAt = (rate: number, step: number): number => rate / (1 + decay * (step - 1));

  if (momentum === 0) {
    return createOptimizer(
      {
        name: 'sgd',
        settings,
        slotNames: [],
        update({ variable, gradient, learningRate, step }) {
          variable.assign(sub(variable, mul(gradient, rateAt(learningRate, step))));
        },
      },
      learningRate,
    );
  }
  return createOptimizer(
    {
      name: 'sgd',
      settings,
      slotNames: ['velocity'],
      updateAll: (updates) =>
        fusedUpdate('HpaMomentum', {
          variables: updates.map(({ variable, gradient, slots: { velocity } }) => ({
            variable,
            gradient,
            velocity,
          })),
          attributes: {
            learningRates: updates.map(({ learningRate, step }) => rateAt(learningRate, step)),
            momentum,
            nesterov,
          },
        }),
      update({ variable, gradient, slots: { velocity }, learningRate, step }) {
        const descent = mul(gradient, rateAt(learningRate, step));
        tidy(() => velocity.assign(sub(mul(velocity, momentum), descent)));
        const change = nesterov ? tidy(() => sub(mul(velocity, momentum), descent)) : velocity;
        variable.assign(add(variable, change));
      },
    },
    learningRate,
  );
}
