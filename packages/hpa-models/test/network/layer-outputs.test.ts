import '@tensorflow/tfjs';
import { memory, ones, setBackend, type Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gapNetPl, layerOutputs } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';

beforeAll(() => setBackend('cpu'));

describe('layerOutputs', () => {
  it('returns the outputs of the named layers in the order of the names, and leaks no tensor', () => {
    const classifier = gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 });
    const images = ones([2, 16, 16, 4]) as Tensor4D;
    const held = memory().numTensors;
    const outputs = layerOutputs(classifier, images, { layers: ['features', 'conv1', 'dense3'] });
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [2, 224],
      [2, 8, 8, 32],
      [2, 4],
    ]);
    const logits = classifier.logits(images, { training: false });
    const features = classifier.features(images);
    expect(outputs[2]!.dataSync()).toEqual(logits.dataSync());
    expect(outputs[0]!.dataSync()).toEqual(features.dataSync());
    for (const tensor of [...outputs, logits, features]) {
      tensor.dispose();
    }
    expect(memory().numTensors).toBe(held);

    const [alone] = layerOutputs(classifier, images, { layers: ['pool1'] });
    expect(alone!.shape).toEqual([2, 4, 4, 32]);
    expect(() => layerOutputs(classifier, images, { layers: ['pool9'] })).toThrow(/pool9/);
    alone!.dispose();
    images.dispose();
    classifier.dispose();
  });
});
