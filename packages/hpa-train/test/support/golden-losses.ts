import { readFileSync } from 'node:fs';
import {
  dispose,
  memory,
  mul,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { binaryCrossEntropy } from '../../src/losses/binary-cross-entropy.js';
import { focalLoss } from '../../src/losses/focal-loss.js';
import type { Loss } from '../../src/losses/loss.js';
import { lovaszLoss } from '../../src/losses/lovasz-loss.js';
import { softmaxCrossEntropy } from '../../src/losses/softmax-cross-entropy.js';

/** What test/goldens/losses.py writes. */
interface Goldens {
  readonly sampleWeights: number[];
  readonly cases: readonly {
    readonly loss: keyof typeof LOSSES;
    readonly options: object;
    readonly classWeights: readonly number[] | null;
    readonly logits: number[][];
    readonly labels: number[][];
    /** One per sample. */
    readonly losses: readonly number[];
    /** Of the losses times the sample weights. */
    readonly gradient: readonly (readonly number[])[];
  }[];
  readonly descents: readonly {
    readonly l1: number;
    readonly l2: number;
    readonly clipNorm: number;
    readonly learningRate: number;
    readonly momentum: number;
    readonly inputs: readonly (readonly number[])[];
    readonly labels: readonly (readonly number[])[];
    readonly start: number[][];
    readonly losses: readonly number[];
    readonly kernel: readonly (readonly number[])[];
    readonly bias: readonly number[];
    readonly finalLossWithoutPenalty: number;
  }[];
  readonly plateaus: readonly {
    readonly options: {
      readonly learningRate: number;
      readonly patience: number;
      readonly factor: number;
      readonly mode: 'min' | 'max';
      readonly threshold: number;
      readonly minimum: number;
    };
    readonly values: readonly number[];
    readonly rates: readonly number[];
  }[];
}

const LOSSES = {
  softmaxCrossEntropy,
  binaryCrossEntropy,
  focalLoss,
  lovaszLoss,
} satisfies Record<string, (options: object) => Loss>;

export const lossGoldens: Goldens = JSON.parse(
  readFileSync(new URL('../goldens/losses.json', import.meta.url), 'utf8'),
);

/** The cases of the goldens by name, for `test.each`. */
export const lossCases: readonly (readonly [string, Goldens['cases'][number]])[] = lossGoldens.cases.map(
  (golden, index) => [
    `case ${index + 1}: ${golden.loss}(${JSON.stringify(golden.options)}), ${golden.classWeights === null ? 'all classes alike' : 'class weights'}`,
    golden,
  ],
);

/** Expects losses and gradients of PyTorch on the current engine, and that no tensor is left. */
export async function expectGoldenLoss(golden: Goldens['cases'][number]): Promise<void> {
  const before = memory().numTensors;
  const create: (options: object) => Loss = LOSSES[golden.loss];
  const lossOf = create(golden.options);
  const logits = tensor2d(golden.logits);
  const labels = tensor2d(golden.labels);
  const weights = tensor1d(lossGoldens.sampleWeights);
  const { classWeights } = golden;
  const of = (x: Tensor): Tensor1D =>
    lossOf({ logits: x as Tensor2D, labels, ...(classWeights && { classWeights }) });
  const losses = of(logits);
  const { value, grad } = valueAndGrad((x) => sum(mul(of(x), weights)))(logits);
  expectNear(await losses.data(), golden.losses);
  expectNear(await grad.data(), golden.gradient.flat());
  dispose([logits, labels, weights, losses, value, grad]);
  expect(memory().numTensors).toBe(before);
}

/** Float32 keeps seven digits; a loss adds up a handful of numbers, whose larger ones leave their rounding to smaller sums. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: readonly number[],
  { tolerance = 2e-6 }: { readonly tolerance?: number } = {},
): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    const distance = Math.abs(actual[index]! - value);
    expect(distance, `${actual[index]} at ${index}, expected ${value}`).toBeLessThan(
      tolerance * (1 + Math.abs(value)),
    );
  }
}
