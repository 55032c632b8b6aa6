import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, denseNet121 } from '../../src/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { fourClasses } from '../support/four-classes.js';
import { ownGolden } from '../support/own-golden.js';
import { RGB } from '../support/rgb.js';
import { expectGoldenGradients, expectGoldenInference } from '../support/small-network-tests.js';
import { thousandClasses } from '../support/thousand-classes.js';
import { useWasm } from '../support/use-wasm.js';

const small = { input: { height: 32, width: 32 }, classes: fourClasses, seed: 1 } as const;

describe('denseNet121 on wasm', () => {
  beforeAll(useWasm);

  itKeepsTheLaws({
    build: () => denseNet121({ ...small, dropout: 0.2 }),
    features: 1024,
    freezeUpTo: 'pool4_pool',
    below: 'pool4_bn/gamma',
    above: 'conv5_block1_0_bn/gamma',
  });

  it('agrees with torchvision in inference, loss and gradients, with the head of Kaggle 2018', () => {
    const golden = ownGolden('densenet-121-avg-max');
    const { height, width } = golden.input;
    const classifier = denseNet121({
      ...small,
      input: { height, width },
      pooling: 'avg-max',
      inputDropout: 0,
      dropout: 0,
      initialWeights: 'zeros',
    });
    expect(classifier.card.parameters).toBe(golden.parameters);
    expectGoldenInference(classifier, golden, (images) => classifier.features(images));
    expectGoldenGradients(classifier, golden);
    classifier.dispose();
  });
});

describe('denseNet121 at 224 x 224', () => {
  // Zeros on the cpu backend cost no memory until they are touched.
  beforeAll(() => setBackend('cpu'));
  const build = () =>
    denseNet121({
      input: { height: 224, width: 224, channels: RGB },
      classes: thousandClasses,
      seed: 1,
      initialWeights: 'zeros',
    });

  it('has the published number of parameters', () => {
    const classifier = build();
    // keras.applications counts the moving statistics, torchvision does not.
    expect(countParameters(classifier)).toEqual({ total: 8_062_504, trainable: 7_978_856 });
    classifier.dispose();
  });

  it('has the shapes of table 1 of the paper', () => {
    const classifier = build();
    const shape = (name: string) => classifier.network.getLayer(name).outputShape;
    expect(shape('conv1_relu')).toEqual([null, 112, 112, 64]);
    expect(shape('pool1')).toEqual([null, 56, 56, 64]);
    expect(shape('conv2_block6_concat')).toEqual([null, 56, 56, 256]);
    expect(shape('pool2_pool')).toEqual([null, 28, 28, 128]);
    expect(shape('conv3_block12_concat')).toEqual([null, 28, 28, 512]);
    expect(shape('pool3_pool')).toEqual([null, 14, 14, 256]);
    expect(shape('conv4_block24_concat')).toEqual([null, 14, 14, 1024]);
    expect(shape('pool4_pool')).toEqual([null, 7, 7, 512]);
    expect(shape('relu')).toEqual([null, 7, 7, 1024]);
    expect(shape('avg_pool')).toEqual([null, 1024]);
    classifier.dispose();
  });
});

describe('the options of denseNet121', () => {
  it('refuse images below 32 pixels', () => {
    expect(() => denseNet121({ ...small, input: { height: 32, width: 31 } })).toThrow(
      'densenet-121: images must be at least 32 x 32 pixels; received 32 x 31',
    );
  });
});
