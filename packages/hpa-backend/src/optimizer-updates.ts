import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';

/** What one variable brings to an update of all. */
export interface OptimizerUpdate {
  readonly variable: TensorInfo;
  readonly gradient: TensorInfo;
  readonly slots: readonly TensorInfo[];
  readonly learningRate: number;
  /** The share of the weights that decay leaves, before the update. */
  readonly keptShare: number;
}

/**
 * Lists the variables of a call of `HpaAdam` or `HpaMomentum`, whose inputs are numbered: variable0, gradient0, the slots of that variable, variable1 and so on.
 *
 * @param call.slots Names of the slots, without a number.
 * @throws Error if an input is missing, or there is not one learning rate for each variable.
 */
export function updatesOf({
  inputs,
  attrs,
  slots,
}: {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: NamedAttrMap;
  readonly slots: readonly string[];
}): readonly OptimizerUpdate[] {
  const { learningRates, keptShares } = attrs as {
    readonly learningRates: readonly number[];
    readonly keptShares?: readonly number[];
  };
  const count = Object.keys(inputs).length / (2 + slots.length);
  if (learningRates.length !== count) {
    throw new Error(
      `learningRates must hold a number for each variable, ${count} in all; received ${learningRates.length}`,
    );
  }
  return learningRates.map((learningRate, i) => {
    const of = (name: string): TensorInfo => {
      const tensor = inputs[`${name}${i}`];
      if (tensor === undefined) {
        throw new Error(`kernel input ${name}${i} is missing; received ${Object.keys(inputs).join(', ')}`);
      }
      return tensor;
    };
    return {
      variable: of('variable'),
      gradient: of('gradient'),
      slots: slots.map(of),
      learningRate,
      keptShare: keptShares?.[i] ?? 1,
    };
  });
}
