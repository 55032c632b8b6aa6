import '@tensorflow/tfjs';
import { add, memory, mul, type Tensor2D, type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  type BatchSource,
  findLearningRate,
  fit,
  type Optimizer,
  optimizers,
  type Trainable,
} from '../../src/index.js';
import {
  createVariable,
  linearClassifier,
  pointBatches,
  separablePoints,
} from '../support/linear-classifier.js';

const batches = pointBatches(separablePoints(40), 8);

/** A linear model with a statistic that training changes. */
function statistician(): Trainable & { readonly state: readonly Variable[]; dispose(): void } {
  const linear = linearClassifier({ inputs: 2, classes: 2 });
  const average = createVariable([0.5]);
  return {
    variables: linear.variables,
    state: [...linear.variables, average],
    logits(images, { training, step }) {
      return tidy(() => {
        if (training) {
          average.assign(mul(average, 0.9));
        }
        return linear.logits(add(images, mul(average, 0.01)) as Tensor4D, {
          training,
          ...(step && { step }),
        });
      });
    },
    dispose() {
      average.dispose();
      linear.dispose();
    },
  };
}

const numbersOf = (variables: readonly Variable[]): Promise<Float32Array[]> =>
  Promise.all(variables.map(async (variable) => (await variable.data()).slice() as Float32Array));

/** Everything about a model and its optimizer that training changes. */
async function everything(model: { readonly state: readonly Variable[] }, optimizer: Optimizer) {
  const slots = model.state.slice(0, 2).flatMap((variable) => Object.values(optimizer.slots(variable)));
  return {
    state: await numbersOf(model.state),
    slots: await numbersOf(slots),
    step: optimizer.step,
    learningRate: optimizer.learningRate,
  };
}

test('the rates grow exponentially, and the suggestion is the one after which the smoothed loss falls most', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const { curve, suggestion } = await findLearningRate(model, batches, {
    optimizer: optimizers.sgd(),
    minimum: 1e-4,
    maximum: 10,
    steps: 51,
  });
  expect(curve).toHaveLength(51);
  for (const [step, { learningRate }] of curve.entries()) {
    expect(learningRate / (1e-4 * 10 ** (step / 10))).toBeCloseTo(1, 12);
  }
  // Weights of zeros give ln 2, and the rates of the first decade change little.
  expect(curve[0]!.loss).toBeCloseTo(Math.LN2, 6);
  expect(curve[10]!.loss).toBeCloseTo(Math.LN2, 2);
  expect(curve.at(-1)!.loss).toBeLessThan(0.2);
  const falls = curve.slice(1).map(({ smoothedLoss }, step) => curve[step]!.smoothedLoss - smoothedLoss);
  expect(suggestion).toBe(curve[falls.indexOf(Math.max(...falls))]!.learningRate);
  expect(suggestion).toBeGreaterThan(0.01);
  model.dispose();
});

test('a run at the suggested rate learns in two epochs what one at a hundredth of it does not', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const { suggestion } = await findLearningRate(model, batches, {
    optimizer: optimizers.adam(),
    maximum: 100,
  });
  const lossAt = async (learningRate: number): Promise<number> => {
    const copy = linearClassifier({ inputs: 2, classes: 2 });
    const optimizer = optimizers.adam({ learningRate });
    const { epochs } = await fit(copy, batches, { optimizer, epochs: 2 });
    optimizer.dispose();
    copy.dispose();
    return epochs[1]!.loss;
  };
  const suggested = await lossAt(suggestion!);
  expect(suggested).toBeLessThan(0.5 * (await lossAt(suggestion! / 100)));
  model.dispose();
});

const endings: readonly (readonly [
  string,
  { readonly source?: BatchSource; readonly abort?: boolean; readonly throws?: string },
])[] = [
  ['after its last step', {}],
  ['after an abort', { abort: true, throws: 'enough' }],
  [
    'after an error of the batches',
    {
      source: {
        sampleCount: 40,
        async *batches() {
          yield* batches.batches(0);
          throw new Error('no more');
        },
      },
      throws: 'no more',
    },
  ],
];

test.each(endings)('model and optimizer are left to the bit as they were: %s', async (_, ending) => {
  for (const [make, used] of [
    [() => optimizers.adam({ learningRate: 0.03 }), false],
    [() => optimizers.adam({ learningRate: 0.03 }), true],
    [() => optimizers.sgd({ learningRate: 0.03, momentum: 0.9, nesterov: true, decay: 0.1 }), true],
    [() => optimizers.rmsprop({ learningRate: 0.03, momentum: 0.9 }), true],
  ] as const) {
    const model = statistician();
    const optimizer = make();
    if (used) {
      await fit(model, batches, { optimizer, epochs: 1 });
    }
    const tensors = memory().numTensors;
    const before = await everything(model, optimizer);
    if (!used) {
      optimizer.dispose();
    }
    const controller = new AbortController();
    let calls = 0;
    const watched: Trainable = {
      ...model,
      logits(images, options): Tensor2D {
        calls += 1;
        if (ending.abort && calls === 7) {
          controller.abort(new Error('enough'));
        }
        return model.logits(images, options);
      },
    };
    const finding = findLearningRate(watched, ending.source ?? batches, {
      optimizer,
      maximum: 1,
      steps: 12,
      signal: controller.signal,
    });
    if (ending.throws === undefined) {
      expect((await finding).curve).toHaveLength(12);
    } else {
      await expect(finding).rejects.toThrow(ending.throws);
    }
    expect(calls).toBeGreaterThan(4);
    expect(memory().numTensors).toBe(tensors);
    expect(await everything(model, optimizer)).toEqual(before);
    optimizer.dispose();
    model.dispose();
  }
});

test('it ends where the loss explodes', async () => {
  const points = separablePoints(40).map((point, index) => ({
    ...point,
    // Labels that no line separates, so that large steps overshoot.
    label: index % 3 === 0 ? [1, 0] : [0, 1],
  }));
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const { curve } = await findLearningRate(model, pointBatches(points, 8), {
    optimizer: optimizers.sgd(),
    minimum: 0.01,
    maximum: 1e6,
    steps: 60,
    smoothing: 2,
  });
  expect(curve.length).toBeGreaterThan(20);
  expect(curve.length).toBeLessThan(60);
  const lowest = Math.min(...curve.map(({ loss }) => loss));
  expect(curve.at(-1)!.smoothedLoss).toBeGreaterThan(4 * lowest);
  model.dispose();
});

test('it ends where the loss is not finite, and suggests nothing if the loss never fell', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  let step = 0;
  const broken: Trainable = {
    ...model,
    logits: (images, options) => {
      step += 1;
      return tidy(() => mul(model.logits(images, options), step === 5 ? Number.NaN : 1));
    },
  };
  const { curve, suggestion } = await findLearningRate(broken, batches, {
    optimizer: optimizers.sgd(),
    minimum: 1e-30,
    maximum: 1e-29,
    steps: 10,
  });
  expect(curve).toHaveLength(4);
  expect(suggestion).toBeNull();
  model.dispose();
});

test('what it cannot use is refused before anything is trained', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const refused = async (options: object, message: string): Promise<void> => {
    const finding = findLearningRate(model, batches, { optimizer: optimizers.sgd(), ...options });
    await expect(finding).rejects.toThrow(message);
  };
  await refused({ minimum: 0 }, 'minimum must be above 0; received 0');
  await refused({ minimum: 1, maximum: 1 }, 'maximum must be above minimum, 1; received 1');
  await refused({ steps: 2 }, 'steps must be at least 3, to compare falls of the loss; received 2');
  await refused({ steps: 4.5 }, 'steps must be a positive integer; received 4.5');
  await refused({ smoothing: 0.9 }, 'smoothing must be a positive integer; received 0.9');
  await refused({ epochs: 3 }, 'findLearningRate() has no option epochs');
  await refused({ optimizer: 'adam' }, 'optimizer must be an optimizer of @hpa/train');
  await refused({ signal: new AbortController() }, 'signal must be an AbortSignal');
  await refused({ signal: AbortSignal.abort(new Error('before')) }, 'before');
  await refused({ clipNorm: -1 }, 'clipNorm must be above 0; received -1');
  expect(model.steps).toEqual([]);
  model.dispose();
});
