import {
  abs,
  add,
  div,
  exp,
  greaterEqual,
  log1p,
  maximum,
  neg,
  type Tensor2D,
  where,
} from '@tensorflow/tfjs-core';

/**
 * Of logits x: p = sigmoid(x), q = 1 - p = sigmoid(-x), -log p and -log q, none of which overflows, cancels or becomes infinite for
 * finite logits. All follow from e = exp(-|x|), which is in (0, 1].
 */
export function stableSigmoid(logits: Tensor2D): {
  readonly p: Tensor2D;
  readonly q: Tensor2D;
  readonly minusLogP: Tensor2D;
  readonly minusLogQ: Tensor2D;
} {
  const e = exp(neg(abs(logits)));
  const larger = div(1, add(1, e)); // of the two probabilities
  const smaller = div(e, add(1, e));
  const positive = greaterEqual(logits, 0);
  const rest = log1p(e);
  return {
    p: where(positive, larger, smaller) as Tensor2D,
    q: where(positive, smaller, larger) as Tensor2D,
    minusLogP: add(maximum(neg(logits), 0), rest),
    minusLogQ: add(maximum(logits, 0), rest),
  };
}
