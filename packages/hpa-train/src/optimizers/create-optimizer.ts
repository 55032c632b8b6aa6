import { variable as createVariable, type Tensor, tidy, type Variable, zeros } from '@tensorflow/tfjs-core';
import { requireNonNegative } from '../require-number.js';
import type { Optimizer } from './optimizer.js';

/** A variable, and what its update depends on. */
export interface Update<Slot extends string> {
  readonly variable: Variable;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<Slot, Variable>>;
  readonly learningRate: number;
  /** 0 if the optimizer decays no weights. */
  readonly weightDecay: number;
  /** The number of this update, from 1. */
  readonly step: number;
}

/** The formula of an optimizer: how a gradient changes a variable and its slots. */
export interface UpdateRule<Slot extends string> {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean>>;
  readonly slotNames: readonly Slot[];
  /** The decay of variables that apply() is not told another of; absent if the optimizer decays no weights. */
  readonly weightDecay?: number;
  /** Assigns new values to all variables and their slots at once and returns true, or changes nothing and returns false. */
  updateAll?(updates: readonly Update<Slot>[]): boolean;
  /** Assigns new values to the variable and its slots; the caller's tidy disposes temporary tensors. */
  update(update: Update<Slot>): void;
}

/**
 * Creates an optimizer from an update rule: it counts steps, and creates the slots of a variable on first use.
 *
 * @throws RangeError if the learning rate is negative or not finite.
 */
export function createOptimizer<Slot extends string>(
  rule: UpdateRule<Slot>,
  initialLearningRate: number,
): Optimizer {
  const slotsByVariable = new Map<Variable, Record<Slot, Variable>>();
  let learningRate = requireNonNegative(initialLearningRate, { name: 'learningRate' });

  const slots = (owner: Variable): Record<Slot, Variable> => {
    const known = slotsByVariable.get(owner);
    if (known !== undefined) {
      return known;
    }
    // Each slot gets zeros of its own: fused kernels write in place.
    const created = Object.fromEntries(
      rule.slotNames.map((slot) => [slot, tidy(() => createVariable(zeros(owner.shape), false))]),
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
      learningRate = requireNonNegative(value, { name: 'learningRate' });
    },
    slots,
    apply(gradients, variables, { learningRateScales, weightDecays } = {}) {
      if (rule.weightDecay === undefined && weightDecays !== undefined && weightDecays.size > 0) {
        throw new TypeError(
          `${rule.name}() decays no weights: use adamw(), or leave weightDecays out; received ${weightDecays.size}`,
        );
      }
      const updates = variables.map((variable) => {
        const scale = requireNonNegative(learningRateScales?.get(variable) ?? 1, {
          name: `the learning rate scale of ${variable.name}`,
        });
        return {
          variable,
          gradient: requireGradient(gradients[variable.name], { variable }),
          learningRate: learningRate * scale,
          weightDecay: requireNonNegative(weightDecays?.get(variable) ?? rule.weightDecay ?? 0, {
            name: `the weight decay of ${variable.name}`,
          }),
        };
      });
      this.step += 1;
      const complete = updates.map((update) => ({
        ...update,
        slots: slots(update.variable),
        step: this.step,
      }));
      if (rule.updateAll?.(complete)) {
        return;
      }
      for (const update of complete) {
        tidy(() => rule.update(update));
      }
    },
    dispose() {
      for (const owned of slotsByVariable.values()) {
        for (const slot of rule.slotNames) {
          owned[slot].dispose();
        }
      }
      slotsByVariable.clear();
      this.step = 0;
    },
  };
}

function requireGradient(
  gradient: Tensor | undefined,
  { variable }: { readonly variable: Variable },
): Tensor {
  if (gradient == null) {
    throw new Error(`variable ${variable.name} must have a gradient; received none`);
  }
  if (gradient.shape.join() !== variable.shape.join()) {
    throw new RangeError(
      `the gradient of ${variable.name} must have its shape [${variable.shape}]; received [${gradient.shape}]`,
    );
  }
  return gradient;
}
