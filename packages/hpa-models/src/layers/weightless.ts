import type { SymbolicTensor } from '@tensorflow/tfjs-layers';

const marked = new WeakSet<SymbolicTensor>();

/** Marks a point of a layer graph, so that the layers applied to it make no weights. */
export function markWeightless(point: SymbolicTensor): void {
  marked.add(point);
}

/** Whether a point was marked, or comes from one that was. */
export function isWeightless(point: SymbolicTensor): boolean {
  return marked.has(point);
}
