import type { Task } from '../types.js';

/** Class probabilities of one sample from its logits, in double precision: the softmax, or a sigmoid per class. */
export function probabilities(logits: readonly number[], { task }: { readonly task: Task }): number[] {
  return task === 'single-label' ? logSoftmax(logits).map(Math.exp) : logits.map(sigmoid);
}

/** Natural logarithms of the softmax, which do not overflow. */
export function logSoftmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const logSum = Math.log(logits.reduce((total, logit) => total + Math.exp(logit - highest), 0));
  return logits.map((logit) => logit - highest - logSum);
}

function sigmoid(logit: number): number {
  // exp() of a positive number could overflow.
  return logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
}
