import { describeValue } from '../describe-value.js';
import type { Task, Trainable } from '../types.js';

const TASKS: readonly unknown[] = ['single-label', 'multi-label'];

/**
 * Returns the task that is asked for, else that of the card of the model, else `single-label`.
 *
 * @throws RangeError if it is none, or the card of the model says another.
 */
export function requireTask(task: Task | undefined, { card }: Trainable): Task {
  for (const [name, value] of [
    ['task', task],
    ['card.task', card?.task],
  ]) {
    if (value !== undefined && !TASKS.includes(value)) {
      throw new RangeError(
        `${name} must be 'single-label' or 'multi-label'; received ${describeValue(value)}`,
      );
    }
  }
  if (task !== undefined && card?.task !== undefined && task !== card.task) {
    throw new RangeError(
      `task must be that of the card of the model, ${card.task}; received ${task}: build the model for ${task}`,
    );
  }
  return task ?? card?.task ?? 'single-label';
}
