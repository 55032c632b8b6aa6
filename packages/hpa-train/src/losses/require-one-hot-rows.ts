import type { Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Reads labels `[N, classes]` back and requires that each row holds a single 1 and else zeros.
 *
 * @throws RangeError if a row does not, naming the first
 */
export function requireOneHotRows(labels: Tensor2D): void {
  const classes = labels.shape[1];
  const values = labels.dataSync();
  for (let row = 0; row < labels.shape[0]; row++) {
    const found = [...values.subarray(row * classes, (row + 1) * classes)];
    const ones = found.filter((value) => value === 1).length;
    const zeros = found.filter((value) => value === 0).length;
    if (ones !== 1 || zeros !== classes - 1) {
      throw new RangeError(`row ${row + 1} of labels must be one-hot; received [${found}]`);
    }
  }
}
