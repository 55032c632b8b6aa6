import type { Callback } from '../../src/callbacks/callback.js';
import { fit } from '../../src/fit/fit.js';
import type { FitOptions } from '../../src/fit/fit-options.js';
import { sgd } from '../../src/optimizers/sgd.js';
import type { History } from '../../src/state/history.js';
import { linearClassifier, pointBatches, separablePoints } from './linear-classifier.js';

/** Trains a linear model on five batches an epoch, and tells the callbacks. */
export async function trainALittle(
  callbacks: readonly Callback[],
  options: Partial<FitOptions> = {},
): Promise<History> {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const batches = pointBatches(separablePoints(20), 4);
  const optimizer = sgd({ learningRate: 0.5, momentum: 0.9 });
  try {
    return await fit(model, batches, {
      optimizer,
      epochs: 2,
      validation: batches,
      callbacks,
      ...options,
    });
  } finally {
    optimizer.dispose();
    model.dispose();
  }
}
