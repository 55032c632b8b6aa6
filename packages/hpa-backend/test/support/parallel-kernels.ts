import { conv2d, grads, mean, mul, sum, type Tensor, type Tensor4D, tensor } from '@tensorflow/tfjs-core';
import { BATCH_NORM_CASES, runBatchNorm } from './batch-norm-in-double.js';
import { filled } from './on-backend.js';

/** Results of kernels whose work is divided among threads, at sizes that do not divide evenly. */
export function parallelKernels(): Tensor[] {
  const x = tensor(filled([3, 61, 37, 21]), [3, 61, 37, 21]);
  const filter = tensor(filled([3, 3, 21, 19], 1), [3, 3, 21, 19]);
  // All input channels in one unit of the filter gradient, and output channels beyond the last eight.
  const few = tensor(filled([3, 61, 37, 4]), [3, 61, 37, 4]);
  const filterOfFew = tensor(filled([3, 3, 4, 29], 1), [3, 3, 4, 29]);
  // In a form of Winograd, with more tiles than output channels and with fewer.
  const eights = tensor(filled([3, 61, 37, 24]), [3, 61, 37, 24]);
  const small = tensor(filled([3, 17, 9, 24]), [3, 17, 9, 24]);
  const filterOfEights = tensor(filled([3, 3, 24, 72], 1), [3, 3, 24, 72]);
  const column = tensor(filled([7, 1, 24, 72], 1), [7, 1, 24, 72]);
  const convolve = (x: Tensor, filter: Tensor) => {
    const y = conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same');
    return mul(y, y);
  };
  return [
    ...BATCH_NORM_CASES.flatMap(runBatchNorm),
    sum(x, [0, 1, 2]),
    mean(x, [1, 2]),
    convolve(x, filter),
    ...grads(convolve)([x, filter]),
    ...grads(convolve)([few, filterOfFew]),
    ...[eights, small].flatMap((x) =>
      [filterOfEights, column].flatMap((filter) => [convolve(x, filter), ...grads(convolve)([x, filter])]),
    ),
  ];
}
