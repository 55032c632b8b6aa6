import '@tensorflow/tfjs';
import {
  type io,
  memory,
  randomUniform,
  setBackend,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  freeze,
  gapNetPl,
  inceptionV3,
  loadClassifierFrom,
  saveClassifierTo,
  unfreeze,
} from '../../src/index.js';
import type { Classifier } from '../../src/types.js';
import { expectClose } from '../support/expect-close.js';
import { fourClasses } from '../support/four-classes.js';
import { imageShape } from '../support/image-shape.js';
import { memoryHandler } from '../support/memory-handler.js';

let classifier: Classifier;
let saved: io.ModelArtifacts;
let held: number;

beforeAll(async () => {
  await setBackend('cpu');
  classifier = gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1, dropout: 0.2 });
  const { handler, artifacts } = memoryHandler();
  await saveClassifierTo(classifier, handler);
  saved = artifacts();
});
afterAll(() => classifier.dispose());
beforeEach(() => {
  held = memory().numTensors;
});
afterEach(() => {
  expect(memory().numTensors).toBe(held);
});

const load = (changes: Partial<io.ModelArtifacts>) =>
  loadClassifierFrom({ load: async () => ({ ...saved, ...changes }) });
const withCard = (changes: object) => ({
  userDefinedMetadata: { card: { ...classifier.card, ...changes } },
});

describe('loadClassifier', () => {
  it('restores the card, options included', async () => {
    const loaded = await load({});
    expect(loaded.card).toEqual(classifier.card);
    expect(loaded.card.options).toEqual({ dropout: 0.2, seed: 1 });
    loaded.dispose();
  });

  it('continues to train like the saved one, with the same dropout at the same step', async () => {
    const loaded = await load({});
    const images = randomUniform([2, 16, 16, 4], -1, 1, 'float32', 1) as Tensor4D;
    const [a, b] = [classifier, loaded].map((model) => model.logits(images, { training: true, step: 9 }));
    expect(a!.dataSync()).toEqual(b!.dataSync());
    for (const tensor of [images, a!, b!]) {
      tensor.dispose();
    }
    loaded.dispose();
  });

  it('loads the weights of frozen layers too, which are trainable then', async () => {
    freeze(classifier, { upTo: 'pool2' });
    const { handler } = memoryHandler();
    await saveClassifierTo(classifier, handler);
    const loaded = await loadClassifierFrom(handler);
    expect(loaded.variables.length).toBe(loaded.state.length);
    for (const [i, variable] of loaded.state.entries()) {
      expect(variable.dataSync()).toEqual(classifier.state[i]!.dataSync());
    }
    loaded.dispose();
    unfreeze(classifier);
  });

  it('reads weights in several buffers', async () => {
    const bytes = saved.weightData as ArrayBuffer;
    const loaded = await load({ weightData: [bytes.slice(0, 1001), bytes.slice(1001)] });
    expect(loaded.state[0]!.dataSync()).toEqual(classifier.state[0]!.dataSync());
    loaded.dispose();
  });

  it.each<[string, () => Partial<io.ModelArtifacts>, string | RegExp]>([
    ['no card', () => ({ userDefinedMetadata: {} }), 'model card: expected an object; found undefined'],
    ['an older card', () => withCard({ version: 1 }), 'model card: version must be 2'],
    [
      'an unknown architecture',
      () => withCard({ architecture: 'toString' }),
      'model card: unknown architecture "toString"; this library builds deeploc, ',
    ],
    [
      'another size',
      () => withCard({ input: { ...classifier.card.input, height: 0 } }),
      /images must be at least 1 x 1 pixels/,
    ],
    [
      'another number of parameters',
      () => withCard({ parameters: 5 }),
      /gapnet-pl with these options has 623908 parameters; the card says 5/,
    ],
    [
      'a missing weight',
      () => ({ weightSpecs: saved.weightSpecs!.slice(1) }),
      'missing: conv1/kernel; unknown or repeated: none',
    ],
    [
      'an unknown weight',
      () => ({
        weightSpecs: [...saved.weightSpecs!, { name: 'conv9/kernel', shape: [1], dtype: 'float32' }],
      }),
      'missing: none; unknown or repeated: conv9/kernel',
    ],
    [
      'a repeated weight',
      () => ({ weightSpecs: [...saved.weightSpecs!, saved.weightSpecs![0]!] }),
      'missing: none; unknown or repeated: conv1/kernel',
    ],
    [
      'a misshapen weight',
      () => ({
        weightSpecs: saved.weightSpecs!.map((spec) =>
          spec.name === 'conv2/bias' ? { ...spec, shape: [8, 8] } : spec,
        ),
      }),
      'weight "conv2/bias" must be [64]; found [8,8]',
    ],
    [
      'a weight of another type',
      () => ({ weightSpecs: saved.weightSpecs!.map((spec) => ({ ...spec, dtype: 'int32' }) as typeof spec) }),
      'weight "conv1/kernel" must be float32 without quantization; found int32',
    ],
    [
      'weights that are cut off',
      () => ({ weightData: (saved.weightData as ArrayBuffer).slice(0, 4700) }),
      'the weights are truncated in "conv1/bias", which ends at byte 4736 of 4700',
    ],
    [
      'weights that go on',
      () => ({ weightData: new ArrayBuffer((saved.weightData as ArrayBuffer).byteLength + 4) }),
      /the weights must be \d+ bytes; found \d+/,
    ],
    ['no weights at all', () => ({ weightSpecs: [] }), /missing: conv1\/kernel, conv1\/bias/],
  ])('refuses a model with %s, and leaks nothing', async (_, changes, message) => {
    await expect(load(changes())).rejects.toThrow(message);
  });

  it('refuses a handler without load()', async () => {
    await expect(loadClassifierFrom({})).rejects.toThrow('handler must have a load() method');
  });
});

describe('a saved classifier', () => {
  it('is read by plain loadLayersModel, with the same logits', async () => {
    const inception = inceptionV3({
      input: { height: 75, width: 75 },
      classes: fourClasses,
      seed: 1,
      pooling: 'avg',
    });
    for (const model of [classifier, inception]) {
      const { handler } = memoryHandler();
      await saveClassifierTo(model, handler);
      const plain = await loadLayersModel(handler);
      const images = randomUniform([1, ...imageShape(model.card)], -1, 1, 'float32', 1) as Tensor4D;
      const expected = model.logits(images, { training: false });
      const found = plain.predict(images) as Tensor;
      // The same operations with the same weights, but some kernels differ.
      expectClose(found.dataSync(), expected.dataSync(), { absolute: 1e-5, relative: 1e-5 });
      for (const tensor of [images, expected, found]) {
        tensor.dispose();
      }
      plain.dispose();
    }
    inception.dispose();
  });
});
