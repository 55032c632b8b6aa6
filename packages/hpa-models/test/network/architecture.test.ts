import '@tensorflow/tfjs';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type ClassifierOptions, gapNet, gapNetPl, scratchCnn } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';

const valid: ClassifierOptions = { input: { height: 128, width: 128 }, classes: fourClasses, seed: 1 };

describe('the options of a builder', () => {
  it.each([
    [{ input: undefined }, 'gapnet: input must be { height, width }; received undefined'],
    [
      { input: { height: 75, width: 128 } },
      'gapnet: images must be at least 76 x 76 pixels; received 75 x 128',
    ],
    [
      { input: { height: 128, width: 128.5 } },
      'gapnet: images must be at least 76 x 76 pixels; received 128 x 128.5',
    ],
    [
      { input: { height: 128, width: 128, channels: [] } },
      'gapnet: input.channels must name at least one channel; received []',
    ],
    [
      { input: { height: 128, width: 128, channels: ['protein', ''] } },
      'gapnet: input.channels must name at least one channel; received ["protein",""]',
    ],
    [
      { input: { height: 128, width: 128, channels: 'rgby' } },
      'gapnet: input.channels must name at least one channel; received "rgby"',
    ],
    [
      { input: { height: 128, width: 128, normalization: 'zscore' } },
      'gapnet: input.normalization must be one of none, unit, symmetric, per-image, imagenet; received zscore',
    ],
    [
      { input: { height: 128, width: 128, normalization: 'imagenet' } },
      'gapnet: input.normalization must not be imagenet unless there are 3 channels; received 4',
    ],
    [{ task: 'several' }, 'gapnet: task must be one of single-label, multi-label; received "several"'],
    [{ classes: [] }, 'gapnet: classes must name at least one class; received none'],
    [
      {
        classes: [
          { id: 3, name: 'a' },
          { id: 3, name: 'b' },
        ],
      },
      'gapnet: class ids must differ; 3 appears twice in [3,3]',
    ],
    [
      { input: { height: 128, width: 128, normalisation: 'unit' } },
      'gapnet: input has height, width, channels, normalization, levels; received "normalisation"',
    ],
    [
      { input: { height: 128, width: 128, levels: [4095, 0] } },
      'gapnet: input.levels must be bit-depth, percentile, or two numbers, black below white; received [4095,0]',
    ],
    [
      { input: { height: 128, width: 16_385 } },
      'gapnet: images must be at most 16384 x 16384 pixels; received 128 x 16385',
    ],
    [
      { input: { height: 128, width: 128, channels: Array.from({ length: 1025 }, (_, i) => `c${i}`) } },
      'gapnet: input.channels must be at most 1024; received 1025',
    ],
    [{ classes: 'ab' }, 'gapnet: classes must be a list of { id, name }; received "ab"'],
    [
      { classes: ['a', 'b'] },
      'gapnet: classes must be a list of { id, name }, an integer and a string; received "a" among them',
    ],
    [
      { classes: [{ id: '0', name: 'a' }] },
      'gapnet: classes must be a list of { id, name }, an integer and a string; received {"id":"0","name":"a"} among them',
    ],
    [
      { classes: Array.from({ length: 65_537 }, (_, id) => ({ id, name: '' })) },
      'gapnet: classes must be at most 65536; received 65537',
    ],
    [{ name: 7 }, 'gapnet: name must be a string of at least one character; received 7'],
    [{ name: '' }, 'gapnet: name must be a string of at least one character; received ""'],
    [{ batchNormMomentum: '0.9' }, 'gapnet: batchNormMomentum must be in [0, 1]; received 0.9'],
    [
      { dropout: 0.1 },
      'gapnet: "dropout" is not an option; there are input, classes, task, seed, name, initialWeights, blockDropout, firstDenseDropout, secondDenseDropout, batchNormMomentum',
    ],
    [{ seed: 0.5 }, 'gapnet: seed must be an integer in [0, 2^32); received 0.5'],
    [{ seed: -1 }, 'gapnet: seed must be an integer in [0, 2^32); received -1'],
    [{ seed: 2 ** 32 }, 'gapnet: seed must be an integer in [0, 2^32); received 4294967296'],
    [{ initialWeights: 'ones' }, 'gapnet: initialWeights must be one of random, zeros, none; received ones'],
  ])('are refused: %o', (wrong, message) => {
    expect(() => gapNet({ ...valid, ...wrong } as unknown as ClassifierOptions)).toThrow(
      new RangeError(message),
    );
  });

  it('are an object', () => {
    for (const wrong of [undefined, null, 'gapnet']) {
      expect(() => gapNet(wrong as unknown as ClassifierOptions)).toThrow(
        'gapnet: options must be { input, classes, seed }; received ',
      );
    }
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
      'scratch-cnn: denseUnits must be an integer of at least 1; received 0',
    );
    expect(memory().numTensors).toBe(held);
  });

  it('default to what each paper feeds its network', () => {
    const card = (classifier: ReturnType<typeof gapNet>) => {
      classifier.dispose();
      const { name, input, provenance } = classifier.card;
      return { name, input, provenance };
    };
    const small = { ...valid, input: { height: 76, width: 76 } } as const;
    expect(card(gapNet(small))).toEqual({
      name: 'gapnet',
      input: {
        height: 76,
        width: 76,
        channels: ['microtubules', 'protein', 'nucleus', 'er'],
        normalization: 'unit',
      },
      provenance: 'random, seed 1',
    });
    expect(card(gapNetPl({ ...small, name: 'mine' }))).toEqual({
      name: 'mine',
      input: {
        height: 76,
        width: 76,
        channels: ['nucleus', 'protein', 'microtubules', 'er'],
        normalization: 'per-image',
      },
      provenance: 'random, seed 1',
    });
  });

  it('allow the normalization imagenet for three channels', () => {
    const input = { height: 76, width: 78, channels: RGB, normalization: 'imagenet' } as const;
    const { card, network } = gapNet({ ...valid, input, initialWeights: 'none' });
    expect(card.input).toEqual(input);
    expect(network.inputs[0]!.shape).toEqual([null, 76, 78, 3]);
  });
});
