import { Diverged } from '../diverged.js';
import { fit } from '../fit/fit.js';
import type { FitOptions } from '../fit/fit-options.js';
import { requireTrainable } from '../fit/require-same-input.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { requireOptimizer } from '../optimizers/require-optimizer.js';
import { requireCount, requirePositive } from '../require-number.js';
import { requireOptions, requireSignal } from '../require-options.js';
import { restoreOptimizer, saveOptimizer } from '../state/optimizer-state.js';
import { restoreTensors } from '../state/restore-tensors.js';
import { saveTensors } from '../state/save-tensors.js';
import type { BatchSource, Trainable } from '../types.js';
import { smoothLosses } from './smooth-losses.js';

/** A smoothed loss this many times the lowest so far, and above the first, has exploded. */
const EXPLOSION = 4;

/**
 * Trains for some steps while the learning rate grows exponentially, and tells at which rate the loss falls fastest (Smith,
 * arXiv 1506.01186, section 3.3).
 *
 * Step i of n has the rate minimum (maximum / minimum)^(i / (n - 1)). It ends early if the smoothed loss is four times its lowest
 * value and above the first, or the loss is not finite. The model with its state, such as the moving averages of batch normalization, and the optimizer are
 * left as they were, also if it throws.
 *
 * @throws RangeError if an option is out of range; TypeError if one is unknown; the reason of the signal, an AbortError, if it aborts; anything that
 * `fit` throws for model and batches.
 *
 * @example
 * import { findLearningRate, optimizers } from '@hpa/train';
 * import { mul, tensor2d, tensor4d, variable, zeros } from '@tensorflow/tfjs-core';
 * const weights = variable(zeros([1, 2]));
 * const images = tensor4d([[[[1]]], [[[1]]]]);
 * const labels = tensor2d([[1, 0], [1, 0]]);
 * const batches = { sampleCount: 2, batches: async function* () { yield { images, labels, dispose() {} }; } };
 * const model = { variables: [weights], logits: (images) => mul(images.reshape([-1, 1]), weights) };
 * const { curve } = await findLearningRate(model, batches, { optimizer: optimizers.sgd(), minimum: 1e-4, maximum: 1, steps: 5 });
 * curve.map(({ learningRate }) => learningRate); // [0.0001, 0.001, 0.01, 0.1, 1]
 */
export async function findLearningRate(
  model: Trainable,
  batches: BatchSource,
  options: Pick<
    FitOptions,
    | 'optimizer'
    | 'task'
    | 'loss'
    | 'classWeights'
    | 'l1'
    | 'l2'
    | 'clipValue'
    | 'clipNorm'
    | 'parameterGroups'
    | 'memoryLimits'
    | 'signal'
  > & {
    /** The first rate, above 0; 1e-7 by default. */
    readonly minimum?: number;
    /** The last rate, above the first; 10 by default. */
    readonly maximum?: number;
    /** The number of updates, at least 3; 100 by default. The batches of as many epochs as this takes. */
    readonly steps?: number;
    /** Steps to either side over which losses are smoothed, a positive integer; a tenth of the steps by default, rounded up. */
    readonly smoothing?: number;
  },
): Promise<{
  /** One entry per step: its rate, and the loss of its batch before the update. */
  readonly curve: readonly {
    readonly learningRate: number;
    readonly loss: number;
    /** The loss averaged with those around it, weighted by a triangle. */
    readonly smoothedLoss: number;
  }[];
  /**
   * The rate after which the smoothed loss falls most from one step to the next, of those before its lowest value: at rates above that,
   * it may fall back from an explosion. Null if it is lowest at the start.
   */
  readonly suggestion: number | null;
}> {
  const {
    minimum = 1e-7,
    maximum = 10,
    steps = 100,
    smoothing = Math.ceil(steps / 10),
    ...shared
  } = requireOptions(options, { of: 'findLearningRate', known: KNOWN_OPTIONS });
  requirePositive(minimum, { name: 'minimum' });
  requirePositive(maximum, { name: 'maximum' });
  if (maximum <= minimum) {
    throw new RangeError(`maximum must be above minimum, ${minimum}; received ${maximum}`);
  }
  if (requireCount(steps, { name: 'steps' }) < 3) {
    throw new RangeError(`steps must be at least 3, to compare falls of the loss; received ${steps}`);
  }
  requireCount(smoothing, { name: 'smoothing' });
  requireTrainable(model);
  requireOptimizer(shared.optimizer);
  requireSignal(shared.signal)?.throwIfAborted();

  const rateAt = (step: number): number => minimum * (maximum / minimum) ** (step / (steps - 1));
  const restore = await copyState(model, shared.optimizer);
  try {
    const losses = await lossesUntilExplosion(model, batches, {
      ...shared,
      steps,
      smoothing,
      rateAt,
    });
    shared.signal?.throwIfAborted();
    const smoothed = smoothLosses(losses, { reach: smoothing });
    const steepest = steepestFall(smoothed);
    return {
      curve: losses.map((loss, step) => ({
        learningRate: rateAt(step),
        loss,
        smoothedLoss: smoothed[step]!,
      })),
      suggestion: steepest === null ? null : rateAt(steepest),
    };
  } finally {
    restore();
  }
}

const KNOWN_OPTIONS: Readonly<Record<keyof Parameters<typeof findLearningRate>[2], true>> = {
  optimizer: true,
  minimum: true,
  maximum: true,
  steps: true,
  smoothing: true,
  task: true,
  loss: true,
  classWeights: true,
  l1: true,
  l2: true,
  clipValue: true,
  clipNorm: true,
  parameterGroups: true,
  memoryLimits: true,
  signal: true,
};

/** What the training shares with that by `fit`. */
type SharedOptions = Omit<
  Parameters<typeof findLearningRate>[2],
  'minimum' | 'maximum' | 'steps' | 'smoothing'
>;

/** Copies model and optimizer to the host, and returns the function that puts them back. */
async function copyState(model: Trainable, optimizer: Optimizer): Promise<() => void> {
  const variables = model.state ?? model.variables;
  const weights = await saveTensors(variables.map((variable) => [variable.name, variable] as const));
  const { learningRate, step } = optimizer;
  // Before its first step an optimizer has no slots, and is to have none afterwards.
  const state = step === 0 ? null : await saveOptimizer(optimizer, model.variables);
  return () => {
    restoreTensors(variables, weights);
    if (state === null) {
      optimizer.dispose();
      optimizer.learningRate = learningRate;
    } else {
      restoreOptimizer(optimizer, { variables: model.variables, state });
    }
  };
}

/** Trains at growing rates, and returns the loss of each step. */
async function lossesUntilExplosion(
  model: Trainable,
  batches: BatchSource,
  {
    steps,
    smoothing,
    rateAt,
    ...shared
  }: SharedOptions & {
    readonly steps: number;
    readonly smoothing: number;
    readonly rateAt: (step: number) => number;
  },
): Promise<readonly number[]> {
  const losses: number[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  try {
    await fit(model, batches, {
      ...shared,
      // Each has a step or more.
      epochs: steps,
      restoreBest: false,
      schedule: rateAt,
      callbacks: [
        {
          name: 'findLearningRate',
          onStep({ batchLoss }, run) {
            losses.push(batchLoss);
            const smoothed = smoothLosses(losses, { reach: smoothing }).at(-1)!;
            lowest = Math.min(lowest, smoothed);
            if (losses.length === steps || smoothed > Math.max(losses[0]!, EXPLOSION * lowest)) {
              run.stop('found');
            }
          },
        },
      ],
    });
  } catch (error) {
    if (!(error instanceof Diverged)) {
      throw error;
    }
  }
  return losses;
}

/** The step after which the smoothed loss falls most, of those before its lowest value; null if it is lowest at the start. */
function steepestFall(smoothed: readonly number[]): number | null {
  const lowest = smoothed.indexOf(Math.min(...smoothed));
  let steepest: number | null = null;
  let largest = 0;
  for (let step = 0; step < lowest; step++) {
    const fall = smoothed[step]! - smoothed[step + 1]!;
    if (fall > largest) {
      steepest = step;
      largest = fall;
    }
  }
  return steepest;
}
