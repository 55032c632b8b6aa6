import { add, div, mul, sqrt, square, sub, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { requireFraction, requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import { createOptimizer } from './create-optimizer.js';
import type { Optimizer } from './optimizer.js';

/**
 * RMSprop (Hinton, Neural Networks for Machine Learning, lecture 6e), with epsilon added outside the root as in
 * Keras 2.
 *
 * meanSquare = rho meanSquare + (1 - rho) g^2; change = learningRate g / (sqrt(meanSquare) + epsilon);
 * w -= change, or with momentum: velocity = momentum velocity + change; w -= velocity.
 * At a constant rate that is RMSprop of PyTorch, whose alpha is rho and 0.99 by default, and whose epsilon is 1e-8.
 *
 * @throws TypeError if an option is unknown; RangeError if learningRate is negative, rho or momentum is outside [0, 1), or epsilon is not positive.
 *
 * @example
 * import { optimizers } from '@hpa/train';
 * optimizers.rmsprop({ momentum: 0.9 }).settings; // { "rho": 0.9, "momentum": 0.9, "epsilon": 1e-7 }
 */
export function rmsprop(
  options: {
    /** At least 0; 0.001 by default. */
    readonly learningRate?: number;
    /** Decay of the mean squared gradient, in [0, 1); 0.9 by default. */
    readonly rho?: number;
    /** In [0, 1); 0 by default. */
    readonly momentum?: number;
    /** Added to the root, above 0; 1e-7 by default. */
    readonly epsilon?: number;
  } = {},
): Optimizer {
  const {
    learningRate = 0.001,
    rho = 0.9,
    momentum = 0,
    epsilon = 1e-7,
  } = requireOptions(options, {
    of: 'rmsprop',
    known: { learningRate: true, rho: true, momentum: true, epsilon: true },
  });
  requireFraction(rho, { name: 'rho' });
  requireFraction(momentum, { name: 'momentum' });
  requirePositive(epsilon, { name: 'epsilon' });
  const settings = { rho, momentum, epsilon };
  const direction = (gradient: Tensor, meanSquare: Variable): Tensor => {
    tidy(() => meanSquare.assign(add(mul(meanSquare, rho), mul(square(gradient), 1 - rho))));
    return tidy(() => div(gradient, add(sqrt(meanSquare), epsilon)));
  };

  if (momentum === 0) {
    return createOptimizer(
      {
        name: 'rmsprop',
        settings,
        slotNames: ['meanSquare'],
        update({ variable, gradient, slots: { meanSquare }, learningRate }) {
          variable.assign(sub(variable, mul(direction(gradient, meanSquare), learningRate)));
        },
      },
      learningRate,
    );
  }
  return createOptimizer(
    {
      name: 'rmsprop',
      settings,
      slotNames: ['meanSquare', 'velocity'],
      update({ variable, gradient, slots: { meanSquare, velocity }, learningRate }) {
        const change = mul(direction(gradient, meanSquare), learningRate);
        tidy(() => velocity.assign(add(mul(velocity, momentum), change)));
        variable.assign(sub(variable, velocity));
      },
    },
    learningRate,
  );
}
