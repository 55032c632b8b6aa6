import type { Variable } from '@tensorflow/tfjs-core';
import type { Optimizer } from '../optimizers/optimizer.js';
import { restoreTensors } from './restore-tensors.js';
import { saveTensors } from './save-tensors.js';
import type { TrainingState } from './training-state.js';

type OptimizerState = TrainingState['optimizer'];

/** Copies the settings, counters and slots of an optimizer to the host, for the given variables. */
export async function saveOptimizer(
  optimizer: Optimizer,
  variables: readonly Variable[],
): Promise<OptimizerState> {
  const { name, settings, learningRate, step } = optimizer;
  return { name, settings, learningRate, step, slots: await saveTensors(namedSlots(optimizer, variables)) };
}

/**
 * Restores an optimizer to a saved state, learning rate included.
 *
 * @throws Error if the state is of another optimizer or of other settings; RangeError if it does not fit the variables.
 */
export function restoreOptimizer(
  optimizer: Optimizer,
  { variables, state }: { readonly variables: readonly Variable[]; readonly state: OptimizerState },
): void {
  const expected = describe(optimizer);
  const received = describe(state);
  if (expected !== received) {
    throw new Error(`the saved state must be of the optimizer ${expected}; received that of ${received}`);
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
