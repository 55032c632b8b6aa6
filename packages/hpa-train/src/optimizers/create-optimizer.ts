import { type Tensor, tidy, type Variable, variable as variableOf, zeros } from '@tensorflow/tfjs-core';
import { requireNonNegative } from '../require-number.js';
import type { Optimizer } from './optimizer.js';

/** One optimizer's formula: how a gradient changes a variable and its slots. */
export interface UpdateRule<Slot extends string> {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean>>;
  readonly slotNames: readonly Slot[];
  /** Assigns the new values to the variable and its slots; may leave temporaries for the surrounding tidy. */
  update(parameter: {
    readonly variable: Variable;
    readonly gradient: Tensor;
    readonly slots: Readonly<Record<Slot, Variable>>;
    readonly learningRate: number;
    /** From 1: the update being made. */
    readonly step: number;
  }): void;
}

/**
 * Makes an optimizer of an update rule: it counts steps, and creates the slots of a variable on first use.
 *
 * @throws RangeError when the learning rate is negative or not finite.
 */
export function createOptimizer<Slot extends string>(
  rule: UpdateRule<Slot>,
  initialLearningRate: number,
): Optimizer {
  const slotsByVariable = new Map<Variable, Record<Slot, Variable>>();
  let learningRate = initialLearningRate;
  requireNonNegative({ learningRate });

  const slotsOf = (owner: Variable): Record<Slot, Variable> => {
    const known = slotsByVariable.get(owner);
    if (known !== undefined) {
      return known;
    }
    // Each slot has zeros of its own: fused kernels write in place.
    const created = Object.fromEntries(
      rule.slotNames.map((slot) => [slot, tidy(() => variableOf(zeros(owner.shape), false))]),
    ) as Record<Slot, Variable>;
    slotsByVariable.set(owner, created);
    return created;
  };

  return {
    name: rule.name,
    settings: rule.settings,
    step: 0,
    get learningRate() {
      return learningRate;
    },
    set learningRate(value: number) {
      requireNonNegative({ learningRate: value });
      learningRate = value;
    },
    slots: slotsOf,
    apply(gradients, variables, { learningRateScales } = {}) {
      const updates = variables.map((variable) => {
        const scale = learningRateScales?.get(variable) ?? 1;
        requireNonNegative({ [`the learning rate scale of ${variable.name}`]: scale });
        return { variable, gradient: gradientOf(variable, gradients), learningRate: learningRate * scale };
      });
      this.step += 1;
      for (const update of updates) {
        const slots = slotsOf(update.variable);
        tidy(() => rule.update({ ...update, slots, step: this.step }));
      }
    },
    dispose() {
      for (const slots of slotsByVariable.values()) {
        for (const slot of rule.slotNames) {
          slots[slot].dispose();
        }
      }
      slotsByVariable.clear();
      this.step = 0;
    },
  };
}

function gradientOf(variable: Variable, gradients: Readonly<Record<string, Tensor>>): Tensor {
  const gradient = gradients[variable.name];
  if (gradient == null) {
    throw new Error(`variable ${variable.name} has no gradient`);
  }
  if (gradient.shape.join() !== variable.shape.join()) {
    throw new RangeError(
      `the gradient of ${variable.name} must have its shape [${variable.shape}]; received [${gradient.shape}]`,
    );
  }
  return gradient;
}
