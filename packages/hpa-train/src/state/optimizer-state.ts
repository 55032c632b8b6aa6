import type { Variable } from '@tensorflow/tfjs-core';
import type { Optimizer } from '../optimizers/optimizer.js';
import { restoreTensors } from './restore-tensors.js';
import { saveTensors } from './save-tensors.js';
import type { OptimizerState } from './training-state.js';

/** Copies to the host what an optimizer has to remember of the given variables. */
export async function saveOptimizer(
  optimizer: Optimizer,
  variables: readonly Variable[],
): Promise<OptimizerState> {
  const { name, settings, learningRate, step } = optimizer;
  return { name, settings, learningRate, step, slots: await saveTensors(namedSlots(optimizer, variables)) };
}

/**
 * Puts an optimizer back where it was when its state was saved, learning rate included.
 *
 * @throws Error when the state is of another optimizer or has other settings, RangeError when it does not fit the
 * variables.
 */
export function restoreOptimizer(
  optimizer: Optimizer,
  { variables, state }: { readonly variables: readonly Variable[]; readonly state: OptimizerState },
): void {
  const expected = describe(state);
  const received = describe(optimizer);
  if (expected !== received) {
    throw new Error(`the saved state is of ${expected}; the optimizer is ${received}`);
  }
  const slots = namedSlots(optimizer, variables).map(([, slot]) => slot);
  restoreTensors(slots, state.slots);
  optimizer.learningRate = state.learningRate;
  optimizer.step = state.step;
}

function namedSlots(optimizer: Optimizer, variables: readonly Variable[]): (readonly [string, Variable])[] {
  return variables.flatMap((variable) =>
    Object.entries(optimizer.slots(variable)).map(
      ([slot, value]) => [`${variable.name}/${slot}`, value] as const,
    ),
  );
}

function describe({ name, settings }: Pick<OptimizerState, 'name' | 'settings'>): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}(${sorted.map(([key, value]) => `${key} ${value}`).join(', ')})`;
}
