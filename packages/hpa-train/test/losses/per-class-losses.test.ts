import '@tensorflow/tfjs';
import {
  add,
  grad,
  mean,
  memory,
  mul,
  neg,
  sub,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Loss, losses } from '../../src/index.js';

async function lossesOf(
  loss: Loss,
  { logits, labels, classWeights }: { logits: number[][]; labels: number[][]; classWeights?: number[] },
): Promise<number[]> {
  const tensor = tidy(() => loss({ logits: tensor2d(logits), labels: tensor2d(labels), classWeights }));
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
}

test('binary cross-entropy is the mean over classes, and a positive weight counts a class where it is present', async () => {
  const batch = {
    logits: [
      [0, 0],
      [0, 0],
    ],
    labels: [
      [1, 0],
      [0, 0],
    ],
  };
  const [first, second] = await lossesOf(losses.binaryCrossEntropy({ positiveWeights: [3, 1] }), batch);
  expect(first).toBeCloseTo((3 * Math.LN2 + Math.LN2) / 2, 6);
  expect(second).toBeCloseTo(Math.LN2, 6);
});

test('the focal loss with gamma 0 and no alpha is binary cross-entropy, and a gamma quiets right answers', async () => {
  const batch = { logits: [[2, -3, 0.5]], labels: [[1, 0, 1]] };
  const [plain] = await lossesOf(losses.binaryCrossEntropy(), batch);
  const [focal] = await lossesOf(losses.focalLoss({ gamma: 0, alpha: null }), batch);
  expect(focal).toBeCloseTo(plain!, 6);
  const [quiet] = await lossesOf(losses.focalLoss({ gamma: 2, alpha: null }), batch);
  expect(quiet).toBeLessThan(plain! / 4);
});

test('the Lovasz hinge of right and wrong answers is one minus the Jaccard index', async () => {
  // Margins of 0 and 1 at logits of 1 and 0 are the corners of the extension: the second positive and the first negative are wrong.
  const batch = { logits: [[1], [0], [0], [-1]], labels: [[1], [1], [0], [0]] };
  const values = await lossesOf(losses.lovaszLoss(), batch);
  expect(values.reduce((sum, loss) => sum + loss, 0) / 4).toBeCloseTo(1 - 1 / 3, 6);
});

test('the Lovasz hinge of a class that no sample has is its largest error', async () => {
  expect(
    await lossesOf(losses.lovaszLoss(), { logits: [[1], [-3], [0.5]], labels: [[0], [0], [0]] }),
  ).toEqual([6, 0, 0]);
  // Of equal errors the first counts, on every engine.
  expect(await lossesOf(losses.lovaszLoss(), { logits: [[1], [1]], labels: [[0], [0]] })).toEqual([4, 0]);
});

test('the Lovasz hinge compares in blocks, if a batch is large, with the same result', async () => {
  const count = 900; // 900 x 900 comparisons are more than a block holds.
  const logits = Array.from({ length: count }, (_, n) => [Math.sin(7 * n)]);
  const labels = logits.map((_, n) => [n % 3 === 0 ? 1 : 0]);
  const values = await lossesOf(losses.lovaszLoss(), { logits, labels });
  const margins = logits.map(([x], n) => 1 - x! * (labels[n]![0] === 1 ? 1 : -1));
  const order = [...margins.keys()].sort((a, b) => margins[b]! - margins[a]! || a - b);
  let [present, absent, distance, expected] = [0, 0, 0, 0];
  for (const n of order) {
    present += labels[n]![0]!;
    absent += 1 - labels[n]![0]!;
    const next = 1 - (300 - present) / (300 + absent);
    expected += Math.max(0, margins[n]!) * (next - distance);
    distance = next;
  }
  // Nine hundred float32 terms.
  expect(values.reduce((sum, loss) => sum + loss, 0) / count).toBeCloseTo(expected, 4);
});

const LOSSES: readonly (readonly [string, Loss])[] = [
  ['binaryCrossEntropy', losses.binaryCrossEntropy({ positiveWeights: [1, 3, 0.5] })],
  ['focalLoss', losses.focalLoss()],
  ['focalLoss of gamma 1.5', losses.focalLoss({ gamma: 1.5, alpha: null })],
  ['lovaszLoss', losses.lovaszLoss()],
];

describe.each(LOSSES)('%s', (name, loss) => {
  const logit = fc.double({ min: -4, max: 4, noNaN: true });
  const row = fc.tuple(logit, logit, logit);
  const labelRow = fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1));
  const batch = fc.integer({ min: 1, max: 4 }).chain((count) =>
    fc.record({
      logits: fc.array(row, { minLength: count, maxLength: count }),
      labels: fc.array(labelRow, { minLength: count, maxLength: count }),
    }),
  );
  const classWeights = [1, 0.5, 2];
  const meanOf = async (logits: number[][], labels: number[][]): Promise<number> => {
    const values = await lossesOf(loss, { logits, labels, classWeights });
    return values.reduce((sum, each) => sum + each, 0) / values.length;
  };

  test('its gradient is its slope', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async ({ logits, labels }) => {
        const truth = tensor2d(labels);
        const x = tensor2d(logits);
        const slopes = grad((input) =>
          mean(loss({ logits: input as Tensor2D, labels: truth, classWeights })),
        )(x) as Tensor2D;
        const found = await slopes.array();
        for (const tensor of [truth, x, slopes]) {
          tensor.dispose();
        }
        const step = 2 ** -7;
        for (const [n, values] of logits.entries()) {
          for (const c of values.keys()) {
            const shifted = (by: number): number[][] =>
              logits.map((each, index) =>
                index === n ? each.map((value, k) => (k === c ? value + by : value)) : [...each],
              );
            const [above, below] = [
              await meanOf(shifted(step), labels),
              await meanOf(shifted(-step), labels),
            ];
            const slope = (above - below) / (2 * step);
            // A hinge has a kink wherever two errors meet: there the slope lies between those of both sides.
            const own = await meanOf(shifted(0), labels);
            const sides = [(above - own) / step, (own - below) / step];
            const slack = name === 'lovaszLoss' ? Math.abs(sides[0]! - sides[1]!) : 0;
            // float32 losses of about 10, divided by a step of 1/64: 1e-4, and the curvature of a smooth loss.
            expect(Math.abs(found[n]![c]! - slope)).toBeLessThan(5e-4 + slack);
          }
        }
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  test('it is not negative, falls to 0 with the right answers, and follows the order of samples and classes', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async ({ logits, labels }) => {
        const values = await lossesOf(loss, { logits, labels });
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        const right = labels.map((each) => each.map((label) => (label === 1 ? 100 : -100)));
        expect(Math.max(...(await lossesOf(loss, { logits: right, labels })))).toBeLessThan(1e-40);
        const turned = { logits: [...logits].reverse(), labels: [...labels].reverse() };
        const sum = (all: readonly number[]): number => all.reduce((total, value) => total + value, 0);
        expect(sum(await lossesOf(loss, turned))).toBeCloseTo(sum(values), 4);
      }),
      { numRuns: 15, seed: 2 },
    );
  });

  test('logits of a hundred on the wrong side have finite losses and slopes', async () => {
    const labels = tensor2d([[1, 0, 1]]);
    const logits = tensor2d([[-100, 100, -100]]);
    const slopes = grad((x) => mean(loss({ logits: x as Tensor2D, labels })))(logits);
    const values = [
      ...(await slopes.data()),
      ...(await lossesOf(loss, { logits: [[-100, 100, -100]], labels: [[1, 0, 1]] })),
    ];
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values.slice(0, 3).map(Math.sign)).toEqual([-1, 1, -1]);
    for (const tensor of [labels, logits, slopes]) {
      tensor.dispose();
    }
  });

  test('logits that are no numbers give a loss that is none, so that training stops', async () => {
    const [loss1] = await lossesOf(loss, { logits: [[Number.NaN, 0, 0]], labels: [[1, 0, 0]] });
    expect(loss1).toBeNaN();
  });

  test('labels outside [0, 1], other shapes and weights are refused', () => {
    const at = (labels: number[][], classWeights?: number[]) => () =>
      loss({ logits: tensor2d([[0, 0, 0]]), labels: tensor2d(labels), classWeights });
    expect(at([[0, 2, 0]])).toThrow(
      'row 1 of labels must be numbers in [0, 1], one per class; received [0,2,0]',
    );
    expect(at([[0, 1]])).toThrow('received labels [1,2] and logits [1,3]');
    expect(at([[0, 1, 0]], [1, 2])).toThrow(
      'classWeights must hold one weight for each of 3 classes; received 2',
    );
    expect(at([[0, 1, 0]], [0, 0, 0])).toThrow('classWeights must hold a weight above 0');
    expect(at([[0, 0, 0]])).not.toThrow();
  });

  test('it leaves one number a sample', () => {
    const logits = tensor2d([[1, 0, 2]]);
    const labels = tensor2d([[1, 0, 1]]);
    const before = memory().numTensors;
    const tensor = loss({ logits, labels, classWeights });
    expect(tensor.shape).toEqual([1]);
    tensor.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

test('sums, multiples and mirrors of losses are plain functions', async () => {
  const [entropy, hinge] = [losses.binaryCrossEntropy(), losses.lovaszLoss()];
  /** The symmetric hinge: of the classes, and of their absence. */
  const symmetric: Loss = ({ logits, labels, ...rest }) =>
    mul(
      add(
        hinge({ logits, labels, ...rest }),
        hinge({ logits: neg(logits), labels: sub<Tensor2D>(1, labels), ...rest }),
      ),
      0.5,
    );
  const both: Loss = (batch) => add<Tensor1D>(entropy(batch), mul(symmetric(batch), 0.25));
  const batch = {
    logits: [
      [1, -2],
      [0.5, 3],
    ],
    labels: [
      [1, 0],
      [1, 1],
    ],
  };
  const mirrored = {
    logits: batch.logits.map((row) => row.map((x) => -x)),
    labels: batch.labels.map((row) => row.map((y) => 1 - y)),
  };
  const [plain, there, back, sum] = await Promise.all([
    lossesOf(entropy, batch),
    lossesOf(hinge, batch),
    lossesOf(hinge, mirrored),
    lossesOf(both, batch),
  ]);
  for (const [n, value] of sum.entries()) {
    expect(value).toBeCloseTo(plain[n]! + 0.125 * (there[n]! + back[n]!), 5);
  }
  expect(await lossesOf(losses.softmaxCrossEntropy(), { logits: [[0, 0]], labels: [[1, 0]] })).toHaveLength(
    1,
  );
});

test('options that are out of range are refused', () => {
  expect(() => losses.binaryCrossEntropy({ positiveWeights: [1, -1] })).toThrow(
    'positiveWeights[1] must be at least 0; received -1',
  );
  expect(() => losses.binaryCrossEntropy({ positiveWeights: 2 as never })).toThrow(
    'positiveWeights must be an array, one weight per class; received 2',
  );
  const three = tensor2d([[0, 0, 0]]);
  expect(() =>
    losses.binaryCrossEntropy({ positiveWeights: [1, 2] })({ logits: three, labels: three }),
  ).toThrow('positiveWeights must hold one weight for each of 3 classes; received 2');
  expect(() => losses.focalLoss({ gamma: -1 })).toThrow('gamma must be at least 0; received -1');
  expect(() => losses.focalLoss({ alpha: 1 })).toThrow('alpha must be in [0, 1); received 1');
  three.dispose();
});
