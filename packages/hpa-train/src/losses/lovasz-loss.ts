import {
  add,
  cast,
  concat,
  div,
  equal,
  expandDims,
  greater,
  greaterEqual,
  less,
  maximum,
  mul,
  neg,
  range,
  slice,
  sub,
  sum,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Loss } from './loss.js';
import { perClassLoss } from './per-class-loss.js';

/** Largest number of comparisons held at once: 2 MiB of them as float32. */
const MAXIMUM_COMPARISONS = 2 ** 19;

/**
 * Lovasz hinge of Berman et al. 2018 (arXiv:1705.08790, section 3.2) for each class over the samples of a batch: a convex bound of one minus its
 * Jaccard index, the mean over classes.
 *
 * For class c let m_n = max(0, 1 - s_n logit_n), with s = 1 where the class is present (a label of at least 0.5) and -1 elsewhere, be
 * sorted from the largest down. With D_k = 1 - (P - present among the first k) / (P + absent among the first k), P present in all and D_0 = 0, the loss
 * of the class is L_c = sum_k m_k (D_k - D_(k-1)). Of a class that no sample of the batch has, it is the largest m. The loss of the batch
 * is 1 / classes sum_c w_c L_c; it is spread over the samples, l_n = N / classes sum_c w_c m_nc (D_k - D_(k-1)) at the rank k of n,
 * so that the mean of l_n is the loss. Equal m rank by position. The cost grows with N^2.
 *
 * The Jaccard index of a few samples is crude: large batches learn better, and batches split for memory see each part alone. Labels are read to make sure
 * that they are in [0, 1], except on webgpu. The loss is differentiable once, with respect to the logits.
 *
 * @throws RangeError if, in the loss, labels and logits differ in shape, a label is outside [0, 1], or class weights do not fit.
 *
 * @example
 * import { losses } from '@hpa/train';
 * import { tensor2d } from '@tensorflow/tfjs-core';
 * const loss = losses.lovaszLoss();
 * const values = loss({ logits: tensor2d([[0.5], [-3]]), labels: tensor2d([[1], [0]]) });
 * await values.data(); // [1, 0]
 */
export function lovaszLoss(): Loss {
  return perClassLoss(({ logits, labels }) => {
    const count = logits.shape[0];
    const present = cast<Tensor2D>(greaterEqual<Tensor2D>(labels, 0.5), 'float32');
    const signs = sub<Tensor2D>(mul(present, 2), 1);
    const errors = sub<Tensor2D>(1, mul(logits, signs));
    const wrong = cast(greater<Tensor2D>(errors, 0), 'float32');
    const shares = mul<Tensor2D>(mul(jaccardSteps({ errors, present }), count), wrong);
    // Errors times zero, not relu(), which hides NaN on some engines.
    return { losses: mul(errors, shares), slopes: mul(signs, neg(shares)) };
  });
}

/** D_k - D_(k-1) of each sample and class at its rank k: how much the Jaccard distance grows when this sample is wrong too. */
function jaccardSteps({
  errors,
  present,
}: {
  readonly errors: Tensor2D;
  readonly present: Tensor2D;
}): Tensor2D {
  const { before, presentBefore } = countBefore({ errors, present });
  const positives = sum(present, 0, true);
  const union = add(positives, sub(before, presentBefore));
  const none = cast(equal(union, 0), 'float32'); // The first sample of a class that none has: D_1 - D_0 = 1.
  const divisor = maximum(union, 1);
  const ofPresent = div(1, divisor);
  const left = add(sub(positives, presentBefore), mul(none, 2));
  const ofAbsent = div(left, mul(divisor, add(divisor, 1)));
  return add<Tensor2D>(mul(present, ofPresent), mul(sub(1, present), ofAbsent));
}

/**
 * Counts by comparison, for each sample and class, the samples with a larger error and those of them that have the class. Engines sort equal
 * numbers in orders of their own; comparisons rank them by position everywhere.
 */
function countBefore({ errors, present }: { readonly errors: Tensor2D; readonly present: Tensor2D }): {
  readonly before: Tensor2D;
  readonly presentBefore: Tensor2D;
} {
  const [count, classes] = errors.shape;
  const rows = Math.max(1, Math.floor(MAXIMUM_COMPARISONS / (count * classes)));
  const all = expandDims(errors, 0); // [1, N, classes]
  const positions = range(0, count);
  const blocks: { before: Tensor2D; presentBefore: Tensor2D }[] = [];
  for (let begin = 0; begin < count; begin += rows) {
    const size = Math.min(rows, count - begin);
    blocks.push(
      tidy(() => {
        const some = expandDims(slice(errors, [begin, 0], [size, classes]), 1); // [size, 1, classes]
        const own = slice(positions, [begin], [size]);
        const earlier = less(expandDims(positions, 0), expandDims(own, 1)); // [size, N]
        // Numbers from here on: wasm is slow at comparisons that broadcast, and webgpu cannot add up a cast bool along a middle axis.
        const distances = sub(all, some); // [size, N, classes]
        const tied = mul(cast(equal(distances, 0), 'float32'), expandDims(cast(earlier, 'float32'), 2));
        const ahead = add(cast(greater(distances, 0), 'float32'), tied);
        return {
          before: sum<Tensor2D>(ahead, 1),
          presentBefore: sum<Tensor2D>(mul(ahead, expandDims(present, 0)), 1),
        };
      }),
    );
  }
  return {
    before: concat(blocks.map(({ before }) => before)),
    presentBefore: concat(blocks.map(({ presentBefore }) => presentBefore)),
  };
}
