import type { MultiLabelData } from '../data/types.js';
import { bestTemperature } from './best-temperature.js';
import { clippedLoss } from './clipped-loss.js';
import { logit, sigmoid } from './logit.js';

/** The temperature of one class of checked data that gives its sigmoid the least log loss; 1 if it has only one kind of label. */
export function classTemperature(
  { indicators, scores, classCount }: MultiLabelData,
  { classIndex }: { readonly classIndex: number },
): number {
  // The logits of samples that a temperature moves, those of negatives mirrored: each loss is softplus(-b x), b = 1 / T.
  const logits: number[] = [];
  let positives = 0;
  let samples = 0;
  for (let at = classIndex; at < scores.length; at += classCount) {
    positives += indicators[at]!;
    samples += 1;
    if (scores[at]! > 0 && scores[at]! < 1) {
      logits.push(indicators[at] === 1 ? logit(scores[at]!) : -logit(scores[at]!));
    }
  }
  if (positives === 0 || positives === samples) {
    return 1;
  }
  const slopes = (b: number) => {
    let first = 0;
    let second = 0;
    for (const x of logits) {
      const wrong = sigmoid(-b * x);
      first -= x * wrong;
      second += x * x * wrong * (1 - wrong);
    }
    return { first, second };
  };
  const loss = (b: number) => logits.reduce((sum, x) => sum + clippedLoss(sigmoid(b * x)), 0);
  return bestTemperature({ slopes, loss });
}
