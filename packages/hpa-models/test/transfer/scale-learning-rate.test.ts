import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gapNetPl, scaleLearningRate } from '../../src/index.js';
import { namedVariables } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';

beforeAll(() => setBackend('cpu'));

describe('scaleLearningRate', () => {
  it('scales the rates of groups of layers; the last call counts', () => {
    const classifier = gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 });
    expect(classifier.learningRateScales.size).toBe(0);
    scaleLearningRate(classifier, { upTo: 'pool2', scale: 0.1 });
    scaleLearningRate(classifier, { upTo: 'pool1', scale: 0 });
    const scale = (name: string) => classifier.learningRateScales.get(namedVariables(classifier).get(name)!);
    expect(['conv1/kernel', 'conv2/kernel', 'conv5/bias', 'conv6/kernel'].map(scale)).toEqual([
      0,
      0.1,
      0.1,
      undefined,
    ]);
    classifier.dispose();
  });

  it('refuses an unknown layer and a scale below 0', () => {
    const classifier = gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 });
    expect(() => scaleLearningRate(classifier, { upTo: 'conv9', scale: 1 })).toThrow(
      'gapnet-pl has no layer "conv9"',
    );
    for (const scale of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => scaleLearningRate(classifier, { layers: 3, scale })).toThrow(
        `scale must be a finite number of at least 0; received ${scale}`,
      );
    }
    expect(classifier.learningRateScales.size).toBe(0);
    classifier.dispose();
  });
});
