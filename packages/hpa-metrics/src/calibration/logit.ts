/** log(p / (1 - p)) of a probability in (0, 1); precise near both ends. */
export function logit(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

/** 1 / (1 + exp(-x)), in [0, 1]; stable for logits of any size, because the exponential is never above 1. */
export function sigmoid(x: number): number {
  const power = Math.exp(-Math.abs(x));
  return (x < 0 ? power : 1) / (1 + power);
}
