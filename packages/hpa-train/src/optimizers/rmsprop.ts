import { add, div, mul, sqrt, square, sub, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { requireFraction, requirePositive } from '../require-number.js';
import { createOptimizer } from './create-optimizer.js';
import type { Optimizer } from './optimizer.js';

/**
 * RMSprop (Hinton, Neural Networks for Machine Learning, lecture 6e) with Keras 2's place for epsilon: outside
 * the root.
 *
 * meanSquare = rho meanSquare + (1 - rho) g^2; change = learningRate g / (sqrt(meanSquare) + epsilon);
 * w -= change, or with momentum: velocity = momentum velocity + change; w -= velocity.
 *
 * @throws RangeError when learningRate is negative, rho or momentum is outside [0, 1), or epsilon is not positive.
 */
export function rmsprop({
  learningRate = 0.001,
  rho = 0.9,
  momentum = 0,
  epsilon = 1e-7,
}: {
  readonly learningRate?: number;
  readonly rho?: number;
  readonly momentum?: number;
  readonly epsilon?: number;
} = {}): Optimizer {
  requireFraction({ rho, momentum });
  requirePositive({ epsilon });
  const settings = { rho, momentum, epsilon };
  const directionOf = (gradient: Tensor, meanSquare: Variable): Tensor => {
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
          variable.assign(sub(variable, mul(directionOf(gradient, meanSquare), learningRate)));
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
        const change = mul(directionOf(gradient, meanSquare), learningRate);
        tidy(() => velocity.assign(add(mul(velocity, momentum), change)));
        variable.assign(sub(variable, velocity));
      },
    },
    learningRate,
  );
}
