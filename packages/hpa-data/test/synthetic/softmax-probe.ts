/** Options of {@link softmaxProbe}. */
export interface SoftmaxProbeOptions {
  readonly features: readonly Float64Array[];
  readonly labels: readonly number[];
  /** Number of rows, from the first, to train on; the others are tested. */
  readonly trainCount: number;
  readonly classCount: number;
}

/** Fits a linear softmax model to standardized features by gradient descent, and returns its accuracy on the test rows. */
export function softmaxProbe({ features, labels, trainCount, classCount }: SoftmaxProbeOptions): number {
  const rows = standardized(features, trainCount);
  const weights = Array.from({ length: classCount }, () => new Float64Array(rows[0]!.length));
  const width = rows[0]!.length;
  // Plain loops, because most of the test's time is spent here.
  for (let step = 0; step < 800; step++) {
    const gradients = weights.map((own) => new Float64Array(own.length));
    for (let index = 0; index < trainCount; index++) {
      const row = rows[index]!;
      const probabilities = predict(weights, row);
      for (let label = 0; label < classCount; label++) {
        const error = (probabilities[label]! - (labels[index] === label ? 1 : 0)) / trainCount;
        const gradient = gradients[label]!;
        for (let at = 0; at < width; at++) {
          gradient[at]! += error * row[at]!;
        }
      }
    }
    for (const [label, own] of weights.entries()) {
      for (let at = 0; at < width; at++) {
        own[at]! -= 0.5 * gradients[label]![at]!;
      }
    }
  }
  const judged = rows.slice(trainCount);
  const right = judged.filter((row, index) => {
    const probabilities = predict(weights, row);
    return probabilities.indexOf(Math.max(...probabilities)) === labels[trainCount + index];
  });
  return right.length / judged.length;
}

/** Mean 0 and standard deviation 1 over the training rows, with a constant 1 at the end for the bias. */
function standardized(features: readonly Float64Array[], trainCount: number): Float64Array[] {
  const train = features.slice(0, trainCount);
  const means = features[0]!.map((_, at) => train.reduce((sum, row) => sum + row[at]!, 0) / trainCount);
  const deviations = means.map((mean, at) =>
    Math.sqrt(train.reduce((sum, row) => sum + (row[at]! - mean) ** 2, 0) / trainCount + 1e-9),
  );
  return features.map((row) =>
    Float64Array.from([...row.map((value, at) => (value - means[at]!) / deviations[at]!), 1]),
  );
}

function predict(weights: readonly Float64Array[], row: Float64Array): number[] {
  const logits = weights.map((own) => {
    let sum = 0;
    for (let at = 0; at < row.length; at++) {
      sum += own[at]! * row[at]!;
    }
    return sum;
  });
  const highest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - highest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}
