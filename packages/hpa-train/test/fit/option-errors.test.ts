import '@tensorflow/tfjs';
import { memory } from '@tensorflow/tfjs-core';
import { sequential, layers as tfLayers } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { type FitOptions, fit, optimizers, predict } from '../../src/index.js';
import { linearClassifier, pointBatches, separablePoints } from '../support/linear-classifier.js';

const batches = pointBatches(separablePoints(8), 4);
const model = linearClassifier({ inputs: 2, classes: 2 });

/** What a program without types may pass. */
const fitting = (options: object): Promise<unknown> =>
  fit(model, batches, { optimizer: optimizers.sgd(), epochs: 1, ...options } as FitOptions);

test.each<[string, object, string]>([
  [
    'the name of an optimizer',
    { optimizer: 'adam' },
    "optimizer: optimizers.adam({ learningRate: 0.001 }); received 'adam'",
  ],
  [
    'the name of another',
    { optimizer: 'SGD' },
    "optimizer: optimizers.sgd({ learningRate: 0.01, momentum: 0.9 }); received 'SGD'",
  ],
  [
    'an optimizer that was not called',
    { optimizer: optimizers.adam },
    'optimizer: optimizers.adam({ learningRate: 0.001 }); received the function adam',
  ],
  [
    'no optimizer',
    { optimizer: undefined },
    'optimizer must be an optimizer of @hpa/train, such as optimizer: optimizers.adam(',
  ],
  [
    'the name of a loss',
    { loss: 'categoricalCrossentropy' },
    "loss must be a loss, such as losses.softmaxCrossEntropy(), losses.binaryCrossEntropy(), losses.focalLoss() or losses.lovaszLoss(); received 'categorical",
  ],
  [
    'a task that is none',
    { task: 'multiLabel' },
    "task must be 'single-label' or 'multi-label'; received 'multiLabel'",
  ],
  ['a negative penalty', { l2: -1e-5 }, 'l2 must be at least 0; received -0.00001'],
  [
    "PyTorch's weight decay",
    { weightDecay: 0.1 },
    'fit() has no option weightDecay: write optimizers.adamw({ weightDecay }), or l2 of fit(), half of the decay of PyTorch',
  ],
  [
    'a learning rate',
    { learningRate: 0.1 },
    'fit() has no option learningRate: the optimizer has it: optimizers.adam(',
  ],
  ['a batch size', { batchSize: 32 }, 'fit() has no option batchSize: the source of the batches has it'],
  ["Keras's callbacks", { callbacks: {} }, 'callbacks must be an array; received an object'],
  [
    'a listener of epochs',
    { onEpoch: () => {} },
    'fit() has no option onEpoch: write callbacks: [{ onEpoch }]; it has',
  ],
  [
    "Keras's name of a listener",
    { callbacks: [{ onEpochEnd: () => {} }] },
    'callbacks[0] has no member onEpochEnd; it has name, onStart,',
  ],
  ['epochs as text', { epochs: '3' }, "epochs must be a positive integer; received '3'"],
  [
    'metrics by name',
    { metrics: ['accuracy'], validation: batches },
    'metrics must be an object of functions by name',
  ],
  [
    'a metric that is no function',
    { metrics: { f1: 'f1' }, validation: batches },
    "metrics.f1 must be a function; received 'f1'",
  ],
  [
    'class weights by index',
    { classWeights: { 0: 1, 1: 2 } },
    'classWeights must be an array, one weight per class; received an object',
  ],
  [
    'early stopping without its settings',
    { earlyStopping: true },
    'fit() has no option earlyStopping: write callbacks: [callbacks.earlyStopping({ metric, mode, patience })]',
  ],
  [
    'the controller of a signal',
    { signal: new AbortController() },
    'received an object of AbortController; pass its signal',
  ],
  ['a schedule that is a number', { schedule: 0.1 }, 'schedule must be a function; received 0.1'],
  ['validation that is an array', { validation: [] }, 'validation must be a source of batches'],
])('%s is refused with a line that helps, before anything is trained', async (_, options, message) => {
  await expect(fitting(options)).rejects.toThrow(message);
  expect(model.steps).toEqual([]);
});

test('options of optimizers that are ignored elsewhere are refused here', () => {
  expect(() => optimizers.adam(0.01 as never)).toThrow(
    'adam() takes an object of options (learningRate, beta1',
  );
  expect(() => optimizers.sgd({ lr: 0.01 } as never)).toThrow(
    'sgd() has no option lr: write learningRate; it has learningRate, momentum',
  );
  expect(() => optimizers.rmsprop({ beta1: 0.9 } as never)).toThrow(
    'rmsprop() has no option beta1; it has learningRate, rho',
  );
});

test('predict refuses options that it has not, and batches that are none', async () => {
  await expect(predict(model, batches, { batchSize: 2 } as never)).rejects.toThrow(
    'predict() has no option batchSize',
  );
  await expect(predict(model, [] as never)).rejects.toThrow('batches must be a source of batches');
});

test('a network of tfjs-layers is told how it becomes a model', async () => {
  const network = sequential({
    layers: [tfLayers.flatten({ inputShape: [1, 1, 2] }), tfLayers.dense({ units: 2 })],
  });
  await expect(fit(network as never, batches, { optimizer: optimizers.sgd(), epochs: 1 })).rejects.toThrow(
    'a network of tfjs-layers is { variables: network.trainableWeights.map((weight) => weight.read())',
  );
  network.dispose();
});

const input = { channels: ['microtubules', 'protein'], normalization: 'per-image' };
const described = { ...model, card: { input } };
const made = (given: object) => ({ ...batches, input: { ...input, ...given } });

test.each<[string, object, string]>([
  [
    'another normalization',
    { normalization: 'unit' },
    'must have the normalization that the model takes, per-image; received unit: make them with batchesFor(',
  ],
  [
    'the same channels in another order',
    { channels: ['protein', 'microtubules'] },
    'must have the channels that the model takes, [microtubules, protein]; received [protein, microtubules]',
  ],
])('batches of %s are refused by fit, for validation and by predict', async (_, given, message) => {
  const options = { optimizer: optimizers.sgd(), epochs: 1 };
  const before = memory().numTensors;
  await expect(fit(described, made(given), options)).rejects.toThrow(`batches ${message}`);
  await expect(fit(described, made({}), { ...options, validation: made(given) })).rejects.toThrow(
    `validation ${message}`,
  );
  await expect(predict(described, made(given))).rejects.toThrow(`batches ${message}`);
  expect(model.steps).toEqual([]);
  expect(memory().numTensors).toBe(before);
});

test('batches that are what the card says, or say nothing, are taken', async () => {
  expect((await predict(described, made({}))).ids).toHaveLength(8);
  expect((await predict(described, batches)).ids).toHaveLength(8);
});
