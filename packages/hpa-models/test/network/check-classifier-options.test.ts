import '@tensorflow/tfjs';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type ClassifierOptions, gapNet, gapNetPl, scratchCnn } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';

const valid: ClassifierOptions = { inputShape: [128, 128, 4], classes: fourClasses, seed: 1 };

describe('the options of a builder', () => {
  it.each([
    [{ inputShape: [75, 128, 4] }, 'gapnet: images must be at least 76 x 76 pixels; received 75 x 128'],
    [{ inputShape: [128, 128.5, 4] }, 'gapnet: images must be at least 76 x 76 pixels; received 128 x 128.5'],
    [{ inputShape: [128, 128] }, 'gapnet: inputShape must be [height, width, channels]; received [128,128]'],
    [{ inputShape: [128, 128, 3] }, "gapnet: channels 'rgby' make 4 channels; inputShape has 3"],
    [{ channels: 'rgb-half-yellow' }, "gapnet: channels 'rgb-half-yellow' make 3 channels; inputShape has 4"],
    [{ channels: 'cmyk' }, 'gapnet: channels must be one of rgby, bgry, rgb-half-yellow; received cmyk'],
    [
      { normalization: 'zscore' },
      'gapnet: normalization must be one of none, unit, symmetric, per-image; received zscore',
    ],
    [{ classes: [] }, 'gapnet: classes must name at least one class; received none'],
    [
      {
        classes: [
          { id: 3, name: 'a' },
          { id: 3, name: 'b' },
        ],
      },
      'gapnet: class ids must differ; 3 comes twice in [3,3]',
    ],
    [{ seed: -1 }, 'gapnet: seed must be an integer in [0, 2^32); received -1'],
    [{ seed: 2 ** 32 }, 'gapnet: seed must be an integer in [0, 2^32); received 4294967296'],
    [{ initialWeights: 'ones' }, "gapnet: initialWeights must be 'random', 'zeros' or 'none'; received ones"],
  ])('are refused: %o', (wrong, message) => {
    expect(() => gapNet({ ...valid, ...wrong } as ClassifierOptions)).toThrow(new RangeError(message));
  });

  it('are refused before anything is built', () => {
    const held = memory().numTensors;
    expect(() => gapNet({ ...valid, secondDenseDropout: Number.NaN })).toThrow(
      'gapnet: secondDenseDropout must be in [0, 1); received NaN',
    );
    expect(() => gapNet({ ...valid, batchNormMomentum: -0.1 })).toThrow(
      'gapnet: batchNormMomentum must be in [0, 1]; received -0.1',
    );
    expect(() => gapNetPl({ ...valid, dropout: 1 })).toThrow(
      'gapnet-pl: dropout must be in [0, 1); received 1',
    );
    expect(() => scratchCnn({ ...valid, stages: 2, denseUnits: 0 })).toThrow(
      'scratch-cnn: denseUnits must be a positive integer; received 0',
    );
    expect(memory().numTensors).toBe(held);
  });

  it('default to what each paper feeds its network', () => {
    const card = (classifier: ReturnType<typeof gapNet>) => {
      classifier.dispose();
      const { name, channels, normalization, weights } = classifier.card;
      return { name, channels, normalization, weights };
    };
    const small = { ...valid, inputShape: [76, 76, 4] } as const;
    expect(card(gapNet(small))).toEqual({
      name: 'gapnet',
      channels: 'rgby',
      normalization: 'unit',
      weights: 'random, seed 1',
    });
    expect(card(gapNetPl({ ...small, name: 'mine' }))).toEqual({
      name: 'mine',
      channels: 'bgry',
      normalization: 'per-image',
      weights: 'random, seed 1',
    });
  });
});
