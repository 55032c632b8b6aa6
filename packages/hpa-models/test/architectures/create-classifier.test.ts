import '@tensorflow/tfjs';
import { memory, setBackend, type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUILDERS } from '../../src/architectures/create-classifier.js';
import { type ArchitectureName, createClassifier } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';

beforeAll(() => setBackend('cpu'));

const options = {
  input: { height: 128, width: 128 },
  classes: fourClasses,
  seed: 1,
  initialWeights: 'none',
} as const;

describe('createClassifier', () => {
  it.each(Object.values(BUILDERS))('builds $architecture by the name on its card', (builder) => {
    const { architecture } = builder;
    // Every variant fits the builder that lists it.
    for (const variant of builder.variants as readonly object[]) {
      const classifier = createClassifier(architecture as 'gapnet', { ...options, ...variant });
      expect(classifier.card.architecture).toBe(architecture);
      expect(classifier.card.options).toMatchObject({ ...variant, seed: 1 });
      classifier.dispose();
    }
  });

  it('passes the options of the architecture on', () => {
    const pl = createClassifier('gapnet-pl', { ...options, dropout: 0.1 });
    expect(pl.card.options).toEqual({ dropout: 0.1, seed: 1 });
    const resNet = createClassifier('resnet-50', { ...options, pooling: 'flatten', hiddenUnits: 64 });
    expect(resNet.network.getLayer('dense_1').outputShape).toEqual([null, 64]);
  });

  it('refuses an unknown name', () => {
    expect(() => createClassifier('toString' as ArchitectureName, options)).toThrow(
      new RangeError(`there is no architecture "toString"; there are ${Object.keys(BUILDERS).join(', ')}`),
    );
  });
});

describe('a network without weights', () => {
  it('takes no memory, has the shapes and the requested head, and refuses to run', () => {
    const held = memory().numBytes;
    const classifier = createClassifier('densenet-121', { ...options, pooling: 'avg-max' });
    expect(memory().numBytes).toBe(held);
    expect(classifier.card.provenance).toBe('none');
    const shape = (name: string) => classifier.network.getLayer(name).outputShape;
    expect(shape('pooled')).toEqual([null, 2048]);
    expect(shape('dense_1')).toEqual([null, 1024]);
    expect(shape('dense_2')).toEqual([null, 4]);
    const names = classifier.network.layers.map(({ name }) => name);
    expect(names.slice(names.indexOf('pooled'))).toEqual([
      'pooled',
      'head_bn_1',
      'dropout1',
      'dense_1',
      'head_bn_2',
      'dropout2',
      'dense_2',
    ]);
    const images = zeros([1, 128, 128, 4]) as Tensor4D;
    expect(() => classifier.logits(images, { training: false })).toThrow(
      "densenet-121 was built with initialWeights 'none'",
    );
    expect(() => classifier.features(images)).toThrow("densenet-121 was built with initialWeights 'none'");
    images.dispose();
    classifier.dispose();
  });
});
