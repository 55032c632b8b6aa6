import '@tensorflow/tfjs';
import { profile, randomUniform, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Classifier,
  denseNet121,
  inceptionV3,
  networkCost,
  resNet18,
  resNet50,
  scratchCnn,
} from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';
import { lossAndGradients } from '../support/loss-gradients.js';
import { RGB } from '../support/rgb.js';
import { thousandClasses } from '../support/thousand-classes.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

describe('networkCost', () => {
  it('is the result worked out by hand for a small network', () => {
    const classifier = scratchCnn({
      input: { height: 8, width: 8 },
      classes: fourClasses,
      seed: 1,
      stages: 2,
      denseUnits: 10,
      initialWeights: 'none',
    });
    // conv1 4 x 4 x 4 x 64 + 64, conv2 4 x 4 x 64 x 64 + 64, dense1 2 x 2 x 64 x 10 + 10, dense2 10 x 4 + 4.
    const parameters = 4096 + 64 + 65_536 + 64 + 2560 + 10 + 40 + 4;
    // image, conv1, pool1, conv2, pool2, dropout, dense1, dropout, dense2; flatten shares memory.
    const maps = 8 * 8 * 4 + 8 * 8 * 64 + 4 * 4 * 64 + 4 * 4 * 64 + 2 * 2 * 64 + 256 + 10 + 10 + 4;
    expect(networkCost(classifier.network, { batchSize: 3 })).toEqual({
      parameters,
      trainableParameters: parameters,
      multiplyAdds: 64 * 4096 + 16 * 65_536 + 2560 + 40,
      // Most is alive while conv1 makes pool1.
      inferenceBytes: 4 * (parameters + 3 * (8 * 8 * 64 + 4 * 4 * 64)),
      trainingBytes: 4 * (4 * parameters + 3 * 2 * maps),
    });
    classifier.dispose();
  });

  it.each<[string, Classifier, number]>([
    ['resnet-18', resNet18(imagenet(224)), 1.814],
    ['resnet-50', resNet50(imagenet(224)), 4.089],
    ['densenet-121', denseNet121(imagenet(224)), 2.834],
    ['inception-v3', inceptionV3({ ...imagenet(299), hiddenUnits: 0 }), 5.713],
  ])('counts the multiply-adds that torchvision publishes: %s', (_, classifier, billions) => {
    const { multiplyAdds } = networkCost(classifier.network, { batchSize: 1 });
    expect(Number((multiplyAdds / 1e9).toFixed(3))).toBe(billions);
    classifier.dispose();
  });

  it('is a close lower bound of what TensorFlow.js holds', async () => {
    const classifier = resNet18({ input: { height: 64, width: 64 }, classes: fourClasses, seed: 1 });
    const images = randomUniform([2, 64, 64, 4]) as Tensor4D;
    const cost = networkCost(classifier.network, { batchSize: 2 });
    const inference = await profile(() => tidy(() => classifier.logits(images, { training: false })));
    const inferenceRatio = inference.peakBytes / cost.inferenceBytes;
    const training = await profile(() => {
      lossAndGradients(classifier, images).dispose();
    });
    // The profile knows of no optimizer.
    const trainingRatio = training.peakBytes / (cost.trainingBytes - 8 * cost.trainableParameters);
    // Scratch memory comes on top: padded copies of an image, and those of the composed filter gradient.
    expect(inferenceRatio).toBeGreaterThan(0.99);
    expect(inferenceRatio).toBeLessThan(1.6);
    expect(trainingRatio).toBeGreaterThan(0.99);
    expect(trainingRatio).toBeLessThan(2);
    images.dispose();
    classifier.dispose();
  });
});

function imagenet(size: number) {
  return {
    input: { height: size, width: size, channels: RGB },
    classes: thousandClasses,
    seed: 1,
    initialWeights: 'none',
  } as const;
}
