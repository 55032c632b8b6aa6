import { argmax } from '@hpa/metrics';
import type { Task } from './task.js';

/** What decides which classes the probabilities of one sample claim. */
export interface Claiming {
  readonly task: Task;
  /** Of a multi-label task: one a class. */
  readonly thresholds?: readonly number[] | undefined;
}

/** The threshold of a class where a model has none of its own. */
const THRESHOLD = 0.5;

/** Returns the threshold of each class: those given, or 0.5; none in a single-label task, where the most probable class is claimed. */
export function thresholdsFor(
  classes: readonly unknown[],
  { task, thresholds }: Claiming,
): readonly number[] | undefined {
  return task === 'multi-label' ? (thresholds ?? classes.map(() => THRESHOLD)) : undefined;
}

/**
 * Returns the classes that the probabilities of one sample claim, as indices: the most probable one of a single-label task,
 * every class that reaches its threshold in a multi-label one, which may be none.
 */
export function claimedClasses(probabilities: readonly number[], claiming: Claiming): number[] {
  const thresholds = thresholdsFor(probabilities, claiming);
  if (thresholds === undefined) {
    return [argmax(probabilities)];
  }
  return probabilities.flatMap((probability, index) => (probability >= thresholds[index]! ? [index] : []));
}
