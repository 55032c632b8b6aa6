import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countParameters, freeze, gapNet, unfreeze } from '../../src/index.js';
import type { Classifier } from '../../src/types.js';
import { fourClasses } from '../support/four-classes.js';

let classifier: Classifier;
beforeAll(async () => {
  await setBackend('cpu');
  classifier = gapNet({ input: { height: 76, width: 76 }, classes: fourClasses, seed: 1 });
});
afterAll(() => classifier.dispose());

const total = () => countParameters(classifier).trainable;

describe('freeze', () => {
  it('removes the variables of the lower layers from the trainable ones and keeps them in the state', () => {
    const all = total();
    const state = classifier.state.map(({ name }) => name);
    // bn1: gamma and beta of 4 channels; conv1: 3 x 3 x 4 x 32 and 32.
    freeze(classifier, { upTo: 'conv1' });
    expect(total()).toBe(all - 8 - (1152 + 32));
    expect(classifier.state.map(({ name }) => name)).toEqual(state);
    unfreeze(classifier);
    expect(total()).toBe(all);
  });

  it('freezes further layers, by number or by name', () => {
    const all = total();
    freeze(classifier, { layers: 3 }); // image, bn1, conv1
    const some = total();
    freeze(classifier, { layers: 0 });
    expect(total()).toBe(some);
    freeze(classifier, { upTo: 'dense3' });
    expect(total()).toBe(0);
    expect(classifier.variables).toEqual([]);
    unfreeze(classifier);
    expect(total()).toBe(all);
  });

  it('refuses an unknown layer and a number out of range', () => {
    expect(() => freeze(classifier, { upTo: 'conv9' })).toThrow(
      /gapnet has no layer "conv9"; it has image, bn1, conv1,/,
    );
    const count = classifier.network.layers.length;
    for (const layers of [-1, 1.5, count + 1]) {
      expect(() => freeze(classifier, { layers })).toThrow(
        `layers must be an integer in [0, ${count}]; received ${layers}`,
      );
    }
    freeze(classifier, { layers: count });
    unfreeze(classifier);
  });
});
