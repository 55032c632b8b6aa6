import '@tensorflow/tfjs';
import { memory, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import { assert, integer, property } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Classifier,
  channelAblation,
  classActivationMap,
  gapNetPl,
  gradCam,
  occlusionMap,
  resNet18,
} from '../../src/index.js';
import { seeBrightness } from '../support/brightness-network.js';
import { fourClasses } from '../support/four-classes.js';
import { peakOf, spottedCell } from '../support/spotted-cell.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

const SIZE = 64;
const options = { input: { height: SIZE, width: SIZE }, classes: fourClasses, seed: 1 } as const;
const classIndices = [2];

describe('a network that sees brightness, shown a cell with one bright spot', () => {
  it.each<{
    name: string;
    build: () => Classifier;
    explain: (classifier: Classifier, images: Tensor4D) => Tensor3D;
    within: number;
  }>([
    {
      name: 'Grad-CAM of GapNet-PL, last maps of 4 x 4',
      build: () => gapNetPl(options),
      explain: (classifier, images) => gradCam(classifier, images, { classIndices }),
      // Cells are 16 pixels apart; a spot on the border of two may activate the other. Centers are rounded to pixels.
      within: 11,
    },
    {
      name: 'Grad-CAM of GapNet-PL, maps of 16 x 16',
      build: () => gapNetPl(options),
      explain: (classifier, images) => gradCam(classifier, images, { classIndices, layer: 'pool1' }),
      within: 6,
    },
    {
      name: 'the class activation map of ResNet-18, of 2 x 2',
      build: () => resNet18(options),
      explain: (classifier, images) => classActivationMap(classifier, images, { classIndices }),
      within: 34,
    },
    {
      name: 'the occlusion map of GapNet-PL, squares of 12',
      build: () => gapNetPl(options),
      explain: (classifier, images) =>
        occlusionMap(classifier, images, { classIndices, patchSize: 12, replacement: 0 }),
      within: 14,
    },
  ])('is explained by a map that peaks at the spot: $name', ({ build, explain, within }) => {
    const classifier = seeBrightness(build());
    const held = memory().numTensors;
    const place = integer({ min: 14, max: SIZE - 15 });
    assert(
      property(place, place, (row, column) => {
        const images = spottedCell(SIZE, { row, column });
        const map = explain(classifier, images);
        expect(map.shape).toEqual([1, SIZE, SIZE]);
        const peak = peakOf(map.dataSync(), SIZE);
        expect(Math.abs(peak.row - row)).toBeLessThanOrEqual(within);
        expect(Math.abs(peak.column - column)).toBeLessThanOrEqual(within);
        images.dispose();
        map.dispose();
        expect(memory().numTensors).toBe(held);
      }),
      { numRuns: 5, seed: 5 },
    );
    classifier.dispose();
  });

  it('relies on the channel of the spot, according to channel ablation', () => {
    const classifier = seeBrightness(gapNetPl(options));
    const images = spottedCell(SIZE, { row: 20, column: 40 });
    const held = memory().numTensors;
    for (const replacement of ['mean', 0] as const) {
      const falls = channelAblation(classifier, images, { classIndices, replacement });
      expect(falls.shape).toEqual([1, 4]);
      const [first, ...others] = falls.dataSync();
      expect(first).toBeGreaterThan(0);
      expect(others).toEqual([0, 0, 0]);
      falls.dispose();
    }
    expect(memory().numTensors).toBe(held);
    images.dispose();
    classifier.dispose();
  });
});
