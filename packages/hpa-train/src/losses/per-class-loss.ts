import {
  customGrad,
  div,
  type GradSaveFunc,
  mul,
  reshape,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Loss } from './loss.js';
import { requireLossBatch } from './require-loss-batch.js';

/**
 * Makes a loss of one that treats each class by itself: l_n = 1 / classes sum_c w_c l_nc.
 *
 * `terms` returns l_nc and its slope with respect to logit nc, both `[N, classes]`. The loss is differentiable once.
 */
export function perClassLoss(
  terms: (batch: { readonly logits: Tensor2D; readonly labels: Tensor2D }) => {
    readonly losses: Tensor2D;
    readonly slopes: Tensor2D;
  },
): Loss {
  return (batch) => {
    const { logits, labels, classWeights } = requireLossBatch(batch, { task: 'multi-label' });
    const classes = logits.shape[1];
    const meanOverClasses = customGrad<Tensor1D>((input, saveUntyped) => {
      const save = saveUntyped as GradSaveFunc;
      const { losses, slopes } = terms({ logits: input as Tensor2D, labels });
      const weighted = (values: Tensor2D): Tensor2D =>
        div(classWeights === undefined ? values : mul(values, tensor1d([...classWeights])), classes);
      save([weighted(slopes)]);
      return {
        value: sum(weighted(losses), 1),
        gradFunc: (upstream: Tensor1D, [saved]: Tensor[]) => mul(saved!, reshape(upstream, [-1, 1])),
      };
    });
    return tidy(() => meanOverClasses(logits));
  };
}
