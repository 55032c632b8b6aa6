import '@tensorflow/tfjs';
import { concat, max, mean, randomUniform, setBackend, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { layerOutputs, mobileNetV2 } from '../../src/index.js';
import { expectClose } from '../support/expect-close.js';
import { fourClasses } from '../support/four-classes.js';

beforeAll(() => setBackend('cpu'));

describe('the pooling of a head', () => {
  const average = (maps: Tensor4D) => mean(maps, [1, 2]);
  const maximum = (maps: Tensor4D) => max(maps, [1, 2]);

  it.each([
    { pooling: 'avg', pool: average, units: 1280 },
    { pooling: 'max', pool: maximum, units: 1280 },
    { pooling: 'avg-max', pool: (maps: Tensor4D) => concat([average(maps), maximum(maps)], 1), units: 2560 },
    // The features stay the averages; the logits see every value of the 2 x 3 maps.
    { pooling: 'flatten', pool: average, units: 6 * 1280 },
  ] as const)('$pooling makes the features of the last maps', ({ pooling, pool, units }) => {
    const classifier = mobileNetV2({
      input: { height: 64, width: 70 },
      classes: fourClasses,
      seed: 1,
      widthMultiplier: 0.1,
      pooling,
      hiddenUnits: 0,
    });
    tidy(() => {
      const images = randomUniform([2, 64, 70, 4], -1, 1, 'float32', 3) as Tensor4D;
      const [maps] = layerOutputs(classifier, images, { layers: ['out_relu'] }) as [Tensor4D];
      expect(maps.shape).toEqual([2, 2, 3, 1280]);
      const features = classifier.features(images);
      expectClose(features.dataSync(), pool(maps).dataSync(), { absolute: 1e-6, relative: 1e-6 });
    });
    expect(classifier.network.getLayer('dense_1').weights[0]!.shape).toEqual([units, 4]);
    classifier.dispose();
  });
});
