import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** Updates variables from gradients, and keeps the slots that this takes. */
export interface Optimizer {
  readonly name: string;
  /** Its constants except the learning rate, which a checkpoint compares. */
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** At least 0. May be set between steps; setting anything else throws a RangeError. */
  learningRate: number;
  /** The number of updates applied so far; set it only to resume. */
  step: number;
  /** The slots of one variable by name, zeros until the first update. They belong to the optimizer. */
  slots(variable: Variable): Readonly<Record<string, Variable>>;
  /**
   * Updates each variable by the gradient under its name; the gradients stay the caller's to dispose.
   *
   * `learningRateScales` holds factors on the learning rate by variable; 1 for variables without an entry.
   * `weightDecays` holds the weight decay by variable, in place of the optimizer's own; only `adamw` takes it.
   *
   * @throws Error if a variable has no gradient; RangeError if a gradient has another shape than its variable, or a
   * scale or decay is not a finite number of at least 0; TypeError if there are weight decays for an optimizer that decays no
   * weights. Nothing is updated then.
   */
  apply(
    gradients: Readonly<Record<string, Tensor>>,
    variables: readonly Variable[],
    options?: {
      readonly learningRateScales?: ReadonlyMap<Variable, number> | undefined;
      readonly weightDecays?: ReadonlyMap<Variable, number> | undefined;
    },
  ): void;
  /** Disposes the slots and resets `step` to 0. */
  dispose(): void;
}
