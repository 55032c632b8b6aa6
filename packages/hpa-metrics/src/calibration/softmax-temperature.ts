import type { SingleLabelData } from '../data/types.js';
import { bestTemperature } from './best-temperature.js';
import { clippedLoss } from './clipped-loss.js';

/** The temperature that gives the softmax of checked data the least log loss. */
export function softmaxTemperature({ labels, scores, classCount, sampleCount }: SingleLabelData): number {
  // log(p / p of the true class): each loss is log(sum exp(b x)), b = 1 / T. No temperature moves a true class that scores 0.
  const moved = [...labels.keys()].filter((sample) => scores[sample * classCount + labels[sample]!]! > 0);
  const rows = moved.map((sample) => {
    const row = Array.from(scores.subarray(sample * classCount, (sample + 1) * classCount));
    const own = Math.log(row[labels[sample]!]!);
    return Float64Array.from(row.filter((score) => score > 0).map((score) => Math.log(score) - own));
  });
  const slopes = (b: number) => {
    let first = 0;
    let second = 0;
    for (const row of rows) {
      const { mean, variance } = moments(row, b);
      first += mean;
      second += variance;
    }
    return { first: first / sampleCount, second: second / sampleCount };
  };
  const loss = (b: number) => rows.reduce((sum, row) => sum + clippedLoss(ownProbability(row, b)), 0);
  return bestTemperature({ slopes, loss });
}

/** The mean and variance of the values of a row under softmax(b row): the derivatives of log(sum exp(b x)). */
function moments(row: Float64Array, b: number): { mean: number; variance: number } {
  const largest = maximumOf(row);
  let weights = 0;
  let sum = 0;
  let squares = 0;
  for (const x of row) {
    const weight = Math.exp(b * (x - largest));
    weights += weight;
    sum += weight * x;
    squares += weight * x * x;
  }
  const mean = sum / weights;
  return { mean, variance: Math.max(squares / weights - mean * mean, 0) };
}

/** The probability of the true class, whose value is 0, under softmax(b row). */
function ownProbability(row: Float64Array, b: number): number {
  const largest = maximumOf(row);
  return Math.exp(-b * largest) / row.reduce((sum, x) => sum + Math.exp(b * (x - largest)), 0);
}

function maximumOf(row: Float64Array): number {
  let largest = row[0]!;
  for (const x of row) {
    largest = Math.max(largest, x);
  }
  return largest;
}
