import { add, mul, sub, tidy } from '@tensorflow/tfjs-core';
import { requireFraction, requireNonNegative } from '../require-number.js';
import { createOptimizer } from './create-optimizer.js';
import { fusedUpdate } from './fused-update.js';
import type { Optimizer } from './optimizer.js';

/**
 * Stochastic gradient descent with Keras's momentum, Nesterov and decay.
 *
 * rate = learningRate / (1 + decay t), t counting earlier updates, from 0. Without momentum w -= rate g; with it
 * velocity = momentum velocity - rate g, then w += velocity, or w += momentum velocity - rate g with `nesterov`.
 * Where the backend has the kernel `HpaMomentum`, that one updates in place.
 *
 * @throws RangeError when learningRate or decay is negative, momentum is outside [0, 1), or nesterov is asked for
 * without momentum.
 */
export function sgd({
  learningRate = 0.01,
  momentum = 0,
  nesterov = false,
  decay = 0,
}: {
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly decay?: number;
} = {}): Optimizer {
  requireFraction({ momentum });
  requireNonNegative({ decay });
  if (nesterov && momentum === 0) {
    throw new RangeError('nesterov needs a momentum above 0; received 0');
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
      update({ variable, gradient, slots: { velocity }, learningRate, step }) {
        const rate = rateAt(learningRate, step);
        const inputs = { variable, gradient, velocity };
        if (fusedUpdate('HpaMomentum', { inputs, attributes: { learningRate: rate, momentum, nesterov } })) {
          return;
        }

        const descent = mul(gradient, rate);
        tidy(() => velocity.assign(sub(mul(velocity, momentum), descent)));
        const change = nesterov ? tidy(() => sub(mul(velocity, momentum), descent)) : velocity;
        variable.assign(add(variable, change));
      },
    },
    learningRate,
  );
}
