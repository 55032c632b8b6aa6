import { describeValue } from '../describe-value.js';
import type { Optimizer } from './optimizer.js';

/** A call of each optimizer, for error messages. */
const CALLS: Readonly<Record<string, string>> = {
  adam: 'optimizers.adam({ learningRate: 0.001 })',
  adamw: 'optimizers.adamw({ learningRate: 0.001, weightDecay: 0.01 })',
  sgd: 'optimizers.sgd({ learningRate: 0.01, momentum: 0.9 })',
  rmsprop: 'optimizers.rmsprop({ learningRate: 0.001 })',
};

/**
 * Returns the optimizer if it is one of this package, or of the same shape.
 *
 * @throws TypeError if it is something else, such as the name of one, with the call to write instead.
 */
export function requireOptimizer(optimizer: Optimizer): Optimizer {
  const given: Partial<Optimizer> | string | null | undefined = optimizer;
  if (
    typeof given === 'object' &&
    given !== null &&
    typeof given.apply === 'function' &&
    typeof given.slots === 'function'
  ) {
    return optimizer;
  }
  const named = /adamw?|sgd|rmsprop|momentum/.exec(describeValue(given).toLowerCase())?.[0] ?? 'adam';
  const call = CALLS[named] ?? CALLS.sgd;
  throw new TypeError(
    `optimizer must be an optimizer of @hpa/train, such as optimizer: ${call}; received ${describeValue(given)}`,
  );
}
