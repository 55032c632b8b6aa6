import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** Turns gradients into updates of variables, and keeps what it has to remember of each. */
export interface Optimizer {
  readonly name: string;
  /** Its constants but the learning rate, for a checkpoint to compare. */
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** Positive or zero; may be set between steps. Setting anything else throws a RangeError. */
  learningRate: number;
  /** Updates applied so far; set it only to resume. */
  step: number;
  /** What it remembers of one variable, by slot name: zeros until the first update; it stays the optimizer's. */
  slots(variable: Variable): Readonly<Record<string, Variable>>;
  /**
   * Updates each variable by the gradient under its name; the gradients stay the caller's.
   *
   * Throws, before any update, an Error naming a variable without a gradient and a RangeError naming one whose
   * gradient has another shape or whose scale is not a finite number of at least 0.
   */
  apply(
    gradients: Readonly<Record<string, Tensor>>,
    variables: readonly Variable[],
    options?: ApplyOptions,
  ): void;
  /** Frees the slots and starts over at step 0. */
  dispose(): void;
}

/** How {@link Optimizer.apply} updates. */
export interface ApplyOptions {
  /** Factors on the learning rate, by variable; 1 for those that are not in it. */
  readonly learningRateScales?: ReadonlyMap<Variable, number> | undefined;
}
