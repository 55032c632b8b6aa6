import type { MultiLabelData } from '../data/types.js';
import { bestTemperature } from './best-temperature.js';
import { clippedLoss } from './clipped-loss.js';
import { logit, sigmoid } from './logit.js';

/**
 * The temperature of each class that gives its sigmoid the least log loss, drawn to the common one of all classes; 1 for a
 * class with only one kind of label.
 *
 * The penalty is smoothing h (b - b0)^2 / 2, where b0 = 1 / T is the best of all classes pooled, and h the curvature of
 * their loss there, per positive: near b0 the loss of `smoothing` positives more, with as many negatives as they have.
 */
export function sigmoidTemperatures(
  data: MultiLabelData,
  { smoothing }: { readonly smoothing: number },
): number[] {
  const classes = Array.from({ length: data.classCount }, (_, classIndex) => margins(data, { classIndex }));
  const fitted = classes.filter(({ positives }) => positives > 0 && positives < data.sampleCount);
  const pooled = lossOf(fitted.flatMap((margin) => margin.logits));
  const b0 = 1 / bestTemperature(pooled);
  const h = pooled.slopes(b0).second / fitted.reduce((sum, { positives }) => sum + positives, 0);
  const weight = smoothing * h;
  return classes.map((margin) =>
    fitted.includes(margin) ? bestTemperature(lossOf(margin.logits), { penalty: { center: b0, weight } }) : 1,
  );
}

/** The logits of one class that a temperature moves, negated for samples without it: the loss of each is softplus(-b x). */
function margins(
  { indicators, scores, classCount }: MultiLabelData,
  { classIndex }: { readonly classIndex: number },
): { readonly positives: number; readonly logits: readonly number[] } {
  const logits: number[] = [];
  let positives = 0;
  for (let at = classIndex; at < scores.length; at += classCount) {
    positives += indicators[at]!;
    if (scores[at]! > 0 && scores[at]! < 1) {
      logits.push(indicators[at] === 1 ? logit(scores[at]!) : -logit(scores[at]!));
    }
  }
  return { positives, logits };
}

function lossOf(logits: readonly number[]): Parameters<typeof bestTemperature>[0] {
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
  return { slopes, loss };
}
