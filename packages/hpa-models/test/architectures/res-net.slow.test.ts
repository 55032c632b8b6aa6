import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, resNet18, resNet50 } from '../../src/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { fourClasses } from '../support/four-classes.js';
import { ownGolden } from '../support/own-golden.js';
import { RGB } from '../support/rgb.js';
import { expectGoldenGradients, expectGoldenInference } from '../support/small-network-tests.js';
import { thousandClasses } from '../support/thousand-classes.js';
import { useWasm } from '../support/use-wasm.js';

const small = { input: { height: 32, width: 32 }, classes: fourClasses, seed: 1 } as const;
const imagenet = {
  input: { height: 224, width: 224, channels: RGB },
  classes: thousandClasses,
  seed: 1,
  initialWeights: 'zeros',
} as const;

describe.each([
  {
    architecture: 'resnet-18',
    build: resNet18,
    features: 512,
    // torchvision.models.resnet18, and the 2 x 4,800 moving statistics that it does not count.
    published: { trainable: 11_689_512, total: 11_689_512 + 9_600 },
    shapes: {
      conv2_block2_out: [56, 56, 64],
      conv3_block2_out: [28, 28, 128],
      conv5_block2_out: [7, 7, 512],
    },
    last: 'conv4_block2_2',
  },
  {
    architecture: 'resnet-50',
    build: resNet50,
    features: 2048,
    // torchvision.models.resnet50, and 2 x 26,560 moving statistics.
    published: { trainable: 25_557_032, total: 25_557_032 + 53_120 },
    shapes: {
      conv2_block3_out: [56, 56, 256],
      conv3_block4_out: [28, 28, 512],
      conv5_block3_out: [7, 7, 2048],
    },
    last: 'conv4_block6_3',
  },
])('$architecture', ({ architecture, build, features, published, shapes, last }) => {
  describe('on wasm', () => {
    beforeAll(useWasm);

    itKeepsTheLaws({
      build: () => build({ ...small, dropout: 0.2 }),
      features,
      freezeUpTo: `${last.slice(0, -2)}_out`,
      below: `${last}_bn/gamma`,
      above: 'conv5_block1_0_bn/gamma',
    });

    it('agrees with torchvision in inference, loss and gradients', () => {
      const golden = ownGolden(architecture);
      const { height, width } = golden.input;
      const classifier = build({
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

  describe('at 224 x 224', () => {
    // Zeros on the cpu backend cost no memory until they are touched.
    beforeAll(() => setBackend('cpu'));

    it('has the published number of parameters', () => {
      const classifier = build(imagenet);
      expect(countParameters(classifier)).toEqual(published);
      classifier.dispose();
    });

    it('has the shapes of table 1 of the paper', () => {
      const classifier = build(imagenet);
      const shape = (name: string) => classifier.network.getLayer(name).outputShape;
      expect(shape('conv1_relu')).toEqual([null, 112, 112, 64]);
      expect(shape('pool1_pool')).toEqual([null, 56, 56, 64]);
      for (const [name, expected] of Object.entries(shapes)) {
        expect(shape(name)).toEqual([null, ...expected]);
      }
      expect(shape('avg_pool')).toEqual([null, features]);
      classifier.dispose();
    });
  });
});

describe('the options of a ResNet', () => {
  it.each<[Partial<Parameters<typeof resNet18>[0]>, string]>([
    [
      { input: { height: 31, width: 32 } },
      'resnet-18: images must be at least 32 x 32 pixels; received 31 x 32',
    ],
    [{ batchNormMomentum: 2 }, 'resnet-18: batchNormMomentum must be in [0, 1]; received 2'],
    [{ hiddenUnits: -1 }, 'resnet-18: hiddenUnits must be an integer of at least 0; received -1'],
    [{ dropout: 1 }, 'resnet-18: dropout must be in [0, 1); received 1'],
    [{ inputDropout: 0.5 }, 'resnet-18: inputDropout needs a hidden layer'],
  ])('are refused if they are out of range: %o', (wrong, message) => {
    expect(() => resNet18({ ...small, ...wrong })).toThrow(message);
  });
});
