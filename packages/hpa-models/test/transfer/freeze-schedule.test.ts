import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Classifier, freezeSchedule, gapNetPl } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';

let classifier: Classifier;
beforeAll(async () => {
  await setBackend('cpu');
  classifier = gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 });
});
afterAll(() => classifier.dispose());

describe('freezeSchedule', () => {
  it('freezes the layers of the stage of an epoch, whatever the epoch before', () => {
    const beforeEpoch = freezeSchedule(classifier, [
      { epoch: 0, upTo: 'conv8' },
      { epoch: 2, upTo: 'pool2' },
      { epoch: 3, layers: 0 },
    ]);
    const trained = (epoch: number) => {
      beforeEpoch(epoch);
      return classifier.variables.length;
    };
    // Eleven layers with a kernel and a bias: three dense ones above conv8, and conv6 to conv8 above pool2.
    expect([0, 1, 2, 3, 9].map(trained)).toEqual([6, 6, 12, 22, 22]);
    expect(trained(1)).toBe(6);
    expect(() => beforeEpoch(-1)).toThrow('epoch must be at least 0; received -1');
  });

  it('refuses stages out of order and unknown layers at once', () => {
    for (const epochs of [[], [1], [0, 2, 2], [0, 1.5]]) {
      const stages = epochs.map((epoch) => ({ epoch, layers: 0 }));
      expect(() => freezeSchedule(classifier, stages)).toThrow(
        `stages must begin at epoch 0 and rise in whole epochs; received [${epochs}]`,
      );
    }
    expect(() => freezeSchedule(classifier, [{ epoch: 0, upTo: 'mixed8' }])).toThrow('no layer "mixed8"');
  });
});
