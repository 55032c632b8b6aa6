import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, deepLoc } from '../../src/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { fourClasses } from '../support/four-classes.js';
import { ownGolden } from '../support/own-golden.js';
import { expectGoldenGradients, expectGoldenInference } from '../support/small-network-tests.js';
import { useWasm } from '../support/use-wasm.js';

const small = { input: { height: 17, width: 20 }, classes: fourClasses, seed: 1 } as const;

describe('deepLoc on wasm', () => {
  beforeAll(useWasm);

  itKeepsTheLaws({
    build: () => deepLoc(small),
    features: 256,
    freezeUpTo: 'pool3',
    below: 'conv8_bn/gamma',
    above: 'dense1/kernel',
    drops: false,
  });

  it('agrees with PyTorch in inference, loss and gradients', () => {
    const golden = ownGolden('deeploc');
    const { height, width } = golden.input;
    const classifier = deepLoc({
      ...small,
      input: { height, width },
      initialWeights: 'zeros',
    });
    expect(classifier.card.parameters).toBe(golden.parameters);
    expectGoldenInference(classifier, golden, (images) => classifier.features(images));
    expectGoldenGradients(classifier, golden);
    classifier.dispose();
  });
});

describe('deepLoc at 60 x 60', () => {
  // Zeros on the cpu backend cost no memory until they are touched.
  beforeAll(() => setBackend('cpu'));

  it('has the parameters and shapes of the code in okraus/DeepLoc, two channels more', () => {
    const classes = Array.from({ length: 19 }, (_, id) => ({ id, name: `class ${id}` }));
    const classifier = deepLoc({
      input: { height: 60, width: 60 },
      classes,
      seed: 1,
      initialWeights: 'zeros',
    });
    // What generate.py prints for that network, of two channels, and 3 x 3 x 2 x 64 for the other two.
    const trainable = 10_991_417 + 1_152;
    expect(countParameters(classifier)).toEqual({ total: trainable + 4_902, trainable });
    const shape = (name: string) => classifier.network.getLayer(name).outputShape;
    expect(shape('conv2_relu')).toEqual([null, 60, 60, 64]);
    expect(shape('pool1')).toEqual([null, 30, 30, 64]);
    expect(shape('pool2')).toEqual([null, 15, 15, 128]);
    expect(shape('pool3')).toEqual([null, 8, 8, 256]);
    expect(shape('flatten')).toEqual([null, 16_384]);
    expect(shape('dense2_relu')).toEqual([null, 512]);
    classifier.dispose();
  });

  it('takes images of any size, and refuses a momentum above 1', () => {
    const classifier = deepLoc({ ...small, input: { height: 1, width: 1 }, initialWeights: 'none' });
    expect(classifier.network.getLayer('pool3').outputShape).toEqual([null, 1, 1, 256]);
    classifier.dispose();
    expect(() => deepLoc({ ...small, batchNormMomentum: 1.1 })).toThrow(
      'deeploc: batchNormMomentum must be in [0, 1]; received 1.1',
    );
  });
});
