import { add, clone, mul, sub, tidy, type Variable, variable } from '@tensorflow/tfjs-core';

/** Exponential moving averages of variables, which training leaves as they are. */
export interface WeightAverages {
  /** In the order of the variables that are averaged. */
  readonly variables: readonly Variable[];
  /** Moves each average towards its variable; `step` is the number of updates before this one. */
  update(step: number): void;
  /** Gives the variables their averages for as long as something uses them. */
  whileAssigned<Result>(use: () => Promise<Result>): Promise<Result>;
  /** Gives the variables their averages for good. */
  assign(): void;
  dispose(): void;
}

/**
 * Keeps an exponential moving average of each variable: a += (1 - d) (w - a), with d = min(decay, (1 + t) / (10 + t)) at the t-th update,
 * from 1, as ExponentialMovingAverage of TensorFlow has it, so that the first weights do not linger in a short run.
 *
 * The moving statistics of batch normalization are averaged as weights are: where the weights are an average, so are, to the first
 * order, the activations whose mean and variance they are, while the newest statistics are those of the newest weights alone. What
 * does not change, such as a frozen weight, keeps its value to the bit.
 */
export function averageWeights(
  averaged: readonly Variable[],
  { decay }: { readonly decay: number },
): WeightAverages {
  const averages = averaged.map((weight) => tidy(() => variable(clone(weight), false)));
  const assign = (): void => {
    for (const [index, weight] of averaged.entries()) {
      tidy(() => weight.assign(clone(averages[index]!)));
    }
  };
  return {
    variables: averages,
    update(step) {
      const rate = 1 - Math.min(decay, (2 + step) / (11 + step));
      for (const [index, average] of averages.entries()) {
        tidy(() => average.assign(add(average, mul(sub(averaged[index]!, average), rate))));
      }
    },
    async whileAssigned(use) {
      // A variable that is assigned lets go of its memory, which these hold.
      const held = averaged.map((weight) => clone(weight));
      assign();
      try {
        return await use();
      } finally {
        for (const [index, weight] of averaged.entries()) {
          weight.assign(held[index]!);
          held[index]!.dispose();
        }
      }
    },
    assign,
    dispose() {
      for (const average of averages) {
        average.dispose();
      }
    },
  };
}
