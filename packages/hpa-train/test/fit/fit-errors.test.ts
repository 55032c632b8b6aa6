import '@tensorflow/tfjs';
import { add, memory, mul, sqrt, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { sgd } from '../../src/optimizers/sgd.js';
import type { Trainable } from '../../src/types.js';
import {
  createVariable,
  linearClassifier,
  pointBatches,
  separablePoints,
} from '../support/linear-classifier.js';

const points = separablePoints(8);
const batches = pointBatches(points, 4);

test('a loss that is not finite is reported with its place, and leaves the best epoch and no tensor', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  let afterFirst: Float32Array | undefined;
  const broken: Trainable = {
    variables: model.variables,
    logits(images, options) {
      const logits = model.logits(images, options);
      return options.training && model.steps.length === 4 ? (mul(logits, Number.NaN) as Tensor2D) : logits;
    },
  };
  const before = memory().numTensors;
  const training = fit(broken, batches, {
    optimizer: sgd({ learningRate: 0.25 }),
    epochs: 3,
    validation: batches,
    callbacks: [
      {
        onEpoch: async () => {
          afterFirst = (await model.kernel.data()).slice() as Float32Array;
        },
      },
    ],
  });
  await expect(training).rejects.toThrow(
    'epoch 2, batch 2: the loss must be finite; received NaN at learning rate 0.25',
  );
  expect(await model.kernel.data()).toEqual(afterFirst);
  expect(memory().numTensors).toBe(before);
  model.dispose();
});

test('a first loss that is not finite leaves the weights unchanged', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const infinite: Trainable = {
    variables: model.variables,
    logits: (images, options) =>
      mul(add(model.logits(images, options), 1), Number.POSITIVE_INFINITY) as Tensor2D,
  };
  await expect(fit(infinite, batches, { optimizer: sgd(), epochs: 1 })).rejects.toThrow(
    'epoch 1, batch 1: the loss must be finite',
  );
  expect(Array.from(await model.kernel.data())).toEqual([0, 0, 0, 0]);
  model.dispose();
});

test('with clipNorm a gradient that is not finite is reported before the update', async () => {
  const offset = createVariable([0, 0]);
  const linear = linearClassifier({ inputs: 2, classes: 2 });
  // The root of 0 is 0, so the loss is finite; its slope is infinite.
  const model: Trainable = {
    variables: [offset],
    logits: (images, options) => add(linear.logits(images, options), sqrt(offset)),
  };
  const training = fit(model, batches, { optimizer: sgd(), epochs: 1, clipNorm: 1 });
  await expect(training).rejects.toThrow(
    /epoch 1, batch 1: the gradient norm must be finite; received (NaN|Infinity) at learning rate 0.01/,
  );
  expect(Array.from(await offset.data())).toEqual([0, 0]);
  offset.dispose();
  linear.dispose();
});

test('labels and logits of different shapes are refused with both shapes, without a leak', async () => {
  const model = linearClassifier({ inputs: 2, classes: 3 });
  const before = memory().numTensors;
  await expect(fit(model, batches, { optimizer: sgd(), epochs: 1 })).rejects.toThrow(
    'labels and logits must have the same shape [batch, classes]; received labels [4,2] and logits [4,3]',
  );
  expect(memory().numTensors).toBe(before);
  model.dispose();
});

test('a variable that the logits ignore is named, without a leak', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const idle = createVariable([1]);
  const before = memory().numTensors;
  const training = fit({ ...model, variables: [...model.variables, idle] }, batches, {
    optimizer: sgd(),
    epochs: 1,
  });
  await expect(training).rejects.toThrow(`received no gradient for ${idle.name}`);
  expect(memory().numTensors).toBe(before);
  idle.dispose();
  model.dispose();
});

test('a model without variables, a source without batches and a batch without images are refused', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const options = { optimizer: sgd(), epochs: 1 };
  await expect(fit({ ...model, variables: [] }, batches, options)).rejects.toThrow(
    'the model must have at least one trainable variable',
  );
  await expect(fit(model, pointBatches([], 4), options)).rejects.toThrow(
    'epoch 1: batches(0) must yield at least one batch; received none',
  );
  await expect(fit(model, batches, { ...options, validation: pointBatches([], 4) })).rejects.toThrow(
    'batches(0) must yield at least one batch; received none',
  );
  const hollow = {
    sampleCount: 1,
    async *batches(epoch: number) {
      for await (const batch of batches.batches(epoch)) {
        yield { ...batch, images: tidy(() => batch.images.slice([0], [0])) };
        batch.dispose();
      }
    },
  };
  await expect(fit(model, hollow, options)).rejects.toThrow(
    'epoch 1, batch 1: the batch must hold at least one image',
  );
  model.dispose();
});

test.each([
  [[2, -1], '2,-1'],
  [[0.5, 0.25], '0.5,0.25'],
  [[Number.NaN, 1], 'NaN,1'],
  [[0, 0], '0,0'],
])('a row of labels %s is refused in training, and in validation', async (label, shown) => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const before = (model.variables[0]!.arraySync() as number[][]).flat();
  const options = { optimizer: sgd(), epochs: 1 };
  const wrong = pointBatches([points[0]!, { id: 'wrong', inputs: [1, 1], label }], 4);
  await expect(fit(model, wrong, options)).rejects.toThrow(
    `epoch 1, batch 1: every row of labels must be one-hot, or shares in [0, 1] that sum to 1; row 2 (wrong) is [${shown}]`,
  );
  expect((model.variables[0]!.arraySync() as number[][]).flat()).toEqual(before);
  await expect(fit(model, batches, { ...options, validation: wrong })).rejects.toThrow(
    /batch 1, row 2 \(wrong\): the label must be one-hot|validation sample 2 must have a label/,
  );
  model.dispose();
});

test('rows of labels that do not sum to one are refused', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const options = { optimizer: sgd(), epochs: 1 };
  const multiHot = pointBatches([...points.slice(1), { id: 'both', inputs: [1, 1], label: [1, 1] }], 4);
  await expect(fit(model, multiHot, options)).rejects.toThrow(
    'epoch 1, batch 2: every row of labels must be one-hot',
  );
  await expect(fit(model, batches, { ...options, validation: multiHot })).rejects.toThrow(
    'batch 2, row 4 (both): the label must be one-hot, or zeros for none; received [1,1]',
  );
  const unlabeled = pointBatches([{ id: 'none', inputs: [1, 1], label: [0, 0] }], 1);
  await expect(fit(model, batches, { ...options, validation: unlabeled })).rejects.toThrow(
    'validation sample 1 must have a label',
  );
  model.dispose();
});

test('validation logits that are not finite name the sample', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const broken: Trainable = {
    variables: model.variables,
    logits: (images, options) => {
      const logits = model.logits(images, options);
      return options.training ? logits : (mul(logits, Number.NaN) as Tensor2D);
    },
  };
  const training = fit(broken, batches, { optimizer: sgd(), epochs: 1, validation: batches });
  await expect(training).rejects.toThrow(
    'batch 1, row 1 (point-0): logits must be finite; received [NaN,NaN]',
  );
  model.dispose();
});

test('options that are out of range or contradict each other are refused before training', async () => {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  const optimizer = sgd();
  const refused = async (options: object, message: string): Promise<void> => {
    await expect(fit(model, batches, { optimizer, epochs: 1, ...options })).rejects.toThrow(message);
  };
  await refused({ epochs: 0 }, 'epochs must be a positive integer; received 0');
  await refused({ epochs: 1.5 }, 'received 1.5');
  await refused({ clipNorm: 0 }, 'clipNorm must be above 0; received 0');
  await refused({ classWeights: [1, -1] }, 'classWeights[1] must be at least 0; received -1');
  await refused({ classWeights: [0, 0] }, 'classWeights must hold a weight above 0');
  await refused({ classWeights: [1] }, 'classWeights must hold one weight for each of 2 classes; received 1');
  await refused({ metrics: { f1: () => 1 } }, 'validation must be given if metrics are');
  await refused({ validation: batches, metrics: { loss: () => 1 } }, 'must not be named loss or accuracy');
  await refused(
    { monitor: { metric: 'f1', mode: 'max' } },
    'metric must be one of loss, accuracy; received f1',
  );
  await refused(
    { monitor: { metric: 'loss', mode: 'lowest' } },
    "mode must be 'min' or 'max'; received lowest",
  );
  await refused({ schedule: () => -1 }, 'learningRate must be at least 0; received -1');
  expect(model.steps.length).toBeLessThanOrEqual(1);
  model.dispose();
});
