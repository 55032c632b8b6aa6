import { describe, expect, it } from 'vitest';
import {
  featureScale,
  fitHead,
  type HeadChange,
  type HeadExample,
  leaveOneOut,
  softmax,
} from '../../browser/src/training/fit-head.js';
import { trainHead } from '../../browser/src/training/train-head.js';
import type { TrainableHead } from '../../browser/src/training/trainable-head.js';
import { trainingInWords } from '../../browser/src/view/training-in-words.js';

/** Cells of two kinds, which lie around (3, 1) and (1, 3); the model takes all of them for the first. */
const cell = (kind: 0 | 1, seed: number) => {
  const noise = Math.sin(37 * seed) / 2;
  return Float32Array.of(kind === 0 ? 3 : 1, kind === 0 ? 1 + noise : 3 + noise);
};
const LOGITS = [1, 0];
const example = (kind: 0 | 1, seed: number, weight = 1): HeadExample => ({
  features: cell(kind, seed),
  logits: LOGITS,
  target: kind === 0 ? [1, 0] : [0, 1],
  weight,
});
const best = (logits: readonly number[]) => logits.indexOf(Math.max(...logits));
const isRight = (logits: readonly number[], target: readonly number[]) => target[best(logits)] === 1;

function headOf(): TrainableHead {
  let now: HeadChange = { kernel: new Float32Array(4), bias: Float32Array.from(LOGITS) };
  return {
    pass: () => Promise.reject(new Error('not asked for')),
    openedLogits: () => [...LOGITS],
    logits: (features) =>
      [0, 1].map(
        (column) =>
          now.bias[column]! + features[0]! * now.kernel[column]! + features[1]! * now.kernel[2 + column]!,
      ),
    change: (change) => {
      now = {
        kernel: change?.kernel ?? new Float32Array(4),
        bias: Float32Array.from(LOGITS, (logit, column) => logit + (change?.bias[column] ?? 0)),
      };
    },
  };
}

describe('the last layer', () => {
  it('is where the slope of the loss and of the penalty is zero', () => {
    // One cell alone: its features are their own mean, so that only the bias changes, by b and -b, with b = 1 - p and p the
    // probability of the first class. That is b = 1 / (1 + exp(1 + 2b)) for logits (1, 0) and the second class as target.
    const features = Float32Array.of(5, 7);
    const scale = featureScale([features]);
    const { kernel, bias } = fitHead([{ features, logits: LOGITS, target: [0, 1], weight: 1 }], {
      task: 'single-label',
      scale,
    });
    expect([...kernel]).toEqual([0, 0, 0, 0]);
    const [probability] = softmax([LOGITS[0]! + bias[0]!, LOGITS[1]! + bias[1]!]);
    expect(bias[0]).toBeCloseTo(-probability!, 2);
    expect(bias[1]).toBeCloseTo(probability!, 2);
  });

  it('learns two kinds that lie apart, also of cells that it has not seen', () => {
    const examples = Array.from({ length: 20 }, (_, seed) => example(seed % 2 === 0 ? 0 : 1, seed));
    const training = {
      task: 'single-label',
      scale: featureScale(examples.map(({ features }) => features)),
    } as const;
    const { kernel, bias } = fitHead(examples, training);
    for (const kind of [0, 1] as const) {
      const features = cell(kind, 1000);
      const logits = [0, 1].map(
        (column) =>
          LOGITS[column]! +
          bias[column]! +
          features[0]! * kernel[column]! +
          features[1]! * kernel[2 + column]!,
      );
      expect(best(logits)).toBe(kind);
    }
    expect(leaveOneOut(examples, { ...training, count: 20, isRight })).toBe(20);
  });

  it('finds no rule in labels that follow none, which leaving out shows', () => {
    const examples = Array.from({ length: 12 }, (_, seed) => ({
      ...example(0, seed),
      target: seed % 2 === 0 ? [1, 0] : [0, 1],
    }));
    const training = {
      task: 'single-label',
      scale: featureScale(examples.map(({ features }) => features)),
    } as const;
    expect(leaveOneOut(examples, { ...training, count: 12, isRight })).toBeLessThan(9);
  });
});

describe('a training on corrections', () => {
  const answered = new Map(
    Array.from({ length: 20 }, (_, at) => [`${at}`, cell(at % 2 === 0 ? 0 : 1, at)] as const),
  );
  const corrections = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `${at}`, classIndices: [at % 2] }));

  it('is judged by leaving each out from eight corrections on, and says so', () => {
    const few = trainHead(headOf(), { task: 'single-label', answered, corrections: corrections(7), isRight });
    expect(few.leftOut).toBeUndefined();
    expect(trainingInWords(few, { count: 7 })).toContain('from 8 corrections on, each is left out in turn');
    const enough = trainHead(headOf(), {
      task: 'single-label',
      answered,
      corrections: corrections(10),
      isRight,
    });
    expect(enough).toEqual({ before: 5, after: 10, leftOut: 10 });
    expect(trainingInWords(enough, { count: 10 })).toContain('it says so for 10 of 10');
  });

  it('starts from the layer as it was opened, and is undone by none', () => {
    const [once, twice] = [headOf(), headOf()];
    const run = (head: TrainableHead, count: number) =>
      trainHead(head, { task: 'single-label', answered, corrections: corrections(count), isRight });
    run(once, 10);
    run(twice, 3);
    run(twice, 10);
    expect(twice.logits(cell(1, 5))).toEqual(once.logits(cell(1, 5)));
    expect(run(twice, 0)).toEqual({ before: 0, after: 0, leftOut: undefined });
    expect(twice.logits(cell(1, 5))).toEqual(LOGITS);
  });

  it('holds the layer to what it says of cells that nobody has spoken of', () => {
    const only = headOf();
    const oneKind = new Map([...answered].filter(([id]) => Number(id) % 2 === 1));
    const wrong = [{ id: '1', classIndices: [1] }];
    trainHead(only, {
      task: 'single-label',
      answered: new Map([['1', cell(1, 1)]]),
      corrections: wrong,
      isRight,
    });
    const held = headOf();
    trainHead(held, {
      task: 'single-label',
      answered: new Map([...oneKind, ...answered]),
      corrections: wrong,
      isRight,
    });
    const moved = (head: TrainableHead) => head.logits(cell(0, 2))[1]! - head.logits(cell(0, 2))[0]!;
    expect(moved(held)).toBeLessThan(moved(only));
  });
});
