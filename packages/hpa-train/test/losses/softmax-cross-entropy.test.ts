import '@tensorflow/tfjs';
import { grad, mean, memory, type Tensor, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { softmaxCrossEntropy } from '../../src/losses/softmax-cross-entropy.js';

/** The mean of the losses of all samples, and its gradient. */
async function lossAndGradient(options: {
  labels: number[][];
  logits: number[][];
  classWeights?: readonly number[];
  labelSmoothing?: number;
}): Promise<{ loss: number; gradient: number[][] }> {
  const labels = tensor2d(options.labels);
  const logits = tensor2d(options.logits);
  const { classWeights, labelSmoothing = 0 } = options;
  const loss = softmaxCrossEntropy({ labelSmoothing });
  const meanOf = (x: Tensor): Tensor => mean(loss({ labels, logits: x as Tensor2D, classWeights }));
  const value = tidy(() => meanOf(logits));
  const slope = grad(meanOf)(logits) as Tensor2D;
  const [found] = await value.data();
  const gradient = await slope.array();
  for (const tensor of [labels, logits, value, slope]) {
    tensor.dispose();
  }
  return { loss: found!, gradient };
}

test('equal logits of two classes cost ln 2, and the gradient is (softmax - label) / N', async () => {
  const { loss, gradient } = await lossAndGradient({
    labels: [
      [1, 0],
      [0, 1],
    ],
    logits: [
      [3, 3],
      [0, 0],
    ],
  });
  expect(loss).toBeCloseTo(Math.LN2, 6);
  expect(gradient).toEqual([
    [-0.25, 0.25],
    [0.25, -0.25],
  ]);
});

test('class weights multiply rows, and the sum is still divided by the number of rows', async () => {
  const { loss, gradient } = await lossAndGradient({
    labels: [
      [1, 0],
      [0, 1],
    ],
    logits: [
      [0, 0],
      [0, 0],
    ],
    classWeights: [3, 1],
  });
  expect(loss).toBeCloseTo((3 * Math.LN2 + Math.LN2) / 2, 6);
  expect(gradient).toEqual([
    [-0.75, 0.75],
    [0.25, -0.25],
  ]);
});

test('logits of a thousand neither overflow nor lose precision', async () => {
  const { loss, gradient } = await lossAndGradient({ labels: [[0, 1]], logits: [[1000, -1000]] });
  expect(loss).toBe(2000);
  expect(gradient).toEqual([[1, -1]]);
});

test('the gradient is the slope of the loss for any class and weights', async () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  const weight = fc.double({ min: 0.1, max: 4, noNaN: true });
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(number, number, number),
      fc.nat(2),
      fc.tuple(weight, weight, weight),
      async (row, label, classWeights) => {
        const labels = [[0, 1, 2].map((c) => Number(c === label))];
        const lossAt = (logits: readonly number[]): number => {
          const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
          return logits.reduce(
            (sum, logit, c) => sum - classWeights[c]! * labels[0]![c]! * (logit - total),
            0,
          );
        };
        const { loss, gradient } = await lossAndGradient({ labels, logits: [[...row]], classWeights });
        // float32 against double: seven digits of numbers below about 30.
        expect(Math.abs(loss - lossAt(row))).toBeLessThan(1e-5);
        for (const c of [0, 1, 2]) {
          const shifted = (by: number): number[] =>
            row.map((logit, index) => (index === c ? logit + by : logit));
          const slope = (lossAt(shifted(1e-5)) - lossAt(shifted(-1e-5))) / 2e-5;
          expect(Math.abs(gradient[0]![c]! - slope)).toBeLessThan(1e-5);
        }
      },
    ),
    { numRuns: 50, seed: 1 },
  );
});

test('the order of the samples does not matter', async () => {
  const logits = [
    [1, 2],
    [-1, 0.5],
    [0.25, 4],
  ];
  const labels = [
    [1, 0],
    [0, 1],
    [1, 0],
  ];
  const forward = await lossAndGradient({ labels, logits });
  const backward = await lossAndGradient({ labels: [...labels].reverse(), logits: [...logits].reverse() });
  expect(backward.loss).toBeCloseTo(forward.loss, 6);
  expect([...backward.gradient].reverse()).toEqual(forward.gradient);
});

test('a difference in shape is reported with both shapes', () => {
  const labels = tensor2d([[1, 0, 0]]);
  const logits = tensor2d([[1, 0]]);
  expect(() => softmaxCrossEntropy()({ labels, logits })).toThrow(
    'labels and logits must have the same shape [batch, classes]; received labels [1,3] and logits [1,2]',
  );
  expect(() => softmaxCrossEntropy()({ labels, logits: labels, classWeights: [1, 2] })).toThrow(
    'classWeights must hold one weight for each of 3 classes; received 2',
  );
});

test.each([
  ['a sum of 1 that no class has', [2, -1], '2,-1'],
  ['half a class', [0.5, 0], '0.5,0'],
  ['no number', [Number.NaN, 1], 'NaN,1'],
  ['no class', [0, 0], '0,0'],
  ['two classes', [1, 1], '1,1'],
])('labels of %s are refused by row', (_, row, shown) => {
  const labels = tensor2d([[1, 0], row]);
  expect(() =>
    softmaxCrossEntropy()({
      labels,
      logits: tensor2d([
        [0, 0],
        [0, 0],
      ]),
    }),
  ).toThrow(`row 2 of labels must be one-hot, or shares in [0, 1] that sum to 1; received [${shown}]`);
});

test('class weights of 0 alone are refused, with which every loss is 0', () => {
  const labels = tensor2d([[1, 0]]);
  expect(() => softmaxCrossEntropy()({ labels, logits: labels, classWeights: [0, 0] })).toThrow(
    'classWeights must hold a weight above 0, or the loss is 0 whatever the model learns; received [0,0]',
  );
  expect(() => softmaxCrossEntropy()({ labels, logits: labels, classWeights: [0, 1] })).not.toThrow();
});

test('label smoothing spreads a share of each label evenly', async () => {
  const smooth = await lossAndGradient({
    labels: [[1, 0, 0]],
    logits: [[2, 0, -1]],
    labelSmoothing: 0.3,
  });
  const shares = await lossAndGradient({ labels: [[0.8, 0.1, 0.1]], logits: [[2, 0, -1]] });
  expect(smooth.loss).toBeCloseTo(shares.loss, 6);
  for (const [c, slope] of shares.gradient[0]!.entries()) {
    expect(smooth.gradient[0]![c]).toBeCloseTo(slope, 6);
  }
});

test('a loss that was not made, or made wrongly, is told', () => {
  const labels = tensor2d([[1, 0]]);
  expect(() => softmaxCrossEntropy({ labels, logits: labels } as never)).toThrow(
    'softmaxCrossEntropy() has no option labels: it returns a loss: softmaxCrossEntropy()({ logits, labels })',
  );
  expect(() => softmaxCrossEntropy({ labelSmoothing: 1 })).toThrow(
    'labelSmoothing must be in [0, 1); received 1',
  );
});

test('one number a sample is left', () => {
  const labels = tensor2d([[1, 0]]);
  const logits = tensor2d([[1, 0]]);
  const before = memory().numTensors;
  const losses = softmaxCrossEntropy()({ labels, logits, classWeights: [1, 2] });
  expect(losses.shape).toEqual([1]);
  losses.dispose();
  expect(memory().numTensors).toBe(before);
});
