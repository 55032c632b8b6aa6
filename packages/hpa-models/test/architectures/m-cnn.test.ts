import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, mCnn } from '../../src/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { fourClasses } from '../support/four-classes.js';
import { ownGolden } from '../support/own-golden.js';
import { expectGoldenGradients, expectGoldenInference } from '../support/small-network-tests.js';
import { useWasm } from '../support/use-wasm.js';

const small = { input: { height: 128, width: 128 }, classes: fourClasses, seed: 1 } as const;

describe('mCnn on wasm', () => {
  beforeAll(useWasm);

  itKeepsTheLaws({
    build: () => mCnn(small),
    features: 1024,
    freezeUpTo: 'combine',
    below: 'combine/kernel',
    above: 'dense1/kernel',
    drops: false,
  });

  it('agrees with PyTorch in inference, loss and gradients', () => {
    const golden = ownGolden('m-cnn');
    const { height, width } = golden.input;
    const classifier = mCnn({
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

describe('mCnn at 1024 x 1024', () => {
  // Zeros on the cpu backend cost no memory until they are touched.
  beforeAll(() => setBackend('cpu'));

  it('has the parameters and shapes of the code in ml-jku/gapnet-pl', () => {
    const classes = Array.from({ length: 13 }, (_, id) => ({ id, name: `class ${id}` }));
    const classifier = mCnn({
      input: { height: 1024, width: 1024 },
      classes,
      seed: 1,
      initialWeights: 'zeros',
    });
    // What generate.py prints for that network.
    expect(countParameters(classifier)).toEqual({ total: 34_193_853, trainable: 34_193_853 });
    const shape = (name: string) => classifier.network.getLayer(name).outputShape;
    expect(shape('scale0_conv3')).toEqual([null, 1024, 1024, 16]);
    expect(shape('scale3_conv3')).toEqual([null, 128, 128, 32]);
    expect(shape('scale6_conv3')).toEqual([null, 16, 16, 64]);
    expect(shape('scales')).toEqual([null, 16, 16, 208]);
    expect(shape('combine')).toEqual([null, 16, 16, 1024]);
    expect(shape('flatten')).toEqual([null, 65_536]);
    classifier.dispose();
  });

  it('refuses images below 128 pixels, of which nothing is left after the last pooling', () => {
    expect(() => mCnn({ ...small, input: { height: 128, width: 127 } })).toThrow(
      'm-cnn: images must be at least 128 x 128 pixels; received 128 x 127',
    );
  });
});
