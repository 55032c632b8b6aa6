import '@tensorflow/tfjs';
import { concat, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gapNet, gradCam, mCnn } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';
import { seeEvenly } from '../support/see-evenly.js';
import { peakOf } from '../support/spotted-cell.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

const SIZE = 128;
const options = { input: { height: SIZE, width: SIZE }, classes: fourClasses, seed: 1 } as const;

/** A dark image with one round spot. */
function spot({ row, column }: { readonly row: number; readonly column: number }): Tensor4D {
  const pixels = Array.from({ length: SIZE * SIZE * 4 }, (_, i) => {
    const pixel = Math.floor(i / 4);
    const distance = Math.hypot(Math.floor(pixel / SIZE) - row, (pixel % SIZE) - column);
    return Math.exp(-(distance ** 2) / (2 * 3 ** 2));
  });
  return tensor4d(pixels, [1, SIZE, SIZE, 4]);
}

function peaksOf(maps: Float32Array): { readonly row: number; readonly column: number }[] {
  return Array.from({ length: maps.length / SIZE ** 2 }, (_, i) =>
    peakOf(maps.subarray(i * SIZE ** 2, (i + 1) * SIZE ** 2), SIZE),
  );
}

describe('a spot that moves', () => {
  it('is shown by GapNet where it is, by the cell at the nearest of 37.5 + 8j', () => {
    const classifier = seeEvenly(gapNet(options), { falloff: 0.1 });
    const places = [40, 52, 64, 76, 88];
    const cells = [37.5, 53.5, 61.5, 77.5, 85.5];
    const images = concat(places.map((column, i) => spot({ row: places[(i + 2) % 5]!, column })));
    const map = gradCam(classifier, images as Tensor4D, { classIndices: [0, 0, 0, 0, 0] });
    for (const [i, peak] of peaksOf(map.dataSync() as Float32Array).entries()) {
      // A center between two pixels is shown at either.
      expect(Math.abs(peak.column - cells[i]!)).toBe(0.5);
      expect(Math.abs(peak.row - cells[(i + 2) % 5]!)).toBe(0.5);
    }
    images.dispose();
    map.dispose();
    classifier.dispose();
  });

  it('is shown by M-CNN, whose last maps of 128 x 128 pixels are a single cell, in the right quarter', () => {
    const classifier = seeEvenly(mCnn(options), { falloff: 0.1 });
    const images = concat([20, 100].map((column) => spot({ row: 90, column })));
    const map = gradCam(classifier, images as Tensor4D, { classIndices: [0, 0] });
    const [left, right] = peaksOf(map.dataSync() as Float32Array);
    // The cells of the 2 x 2 maps before the last pooling lie at 31.5 and 95.5.
    expect(Math.abs(left!.column - 31.5)).toBe(0.5);
    expect(Math.abs(right!.column - 95.5)).toBe(0.5);
    images.dispose();
    map.dispose();
    classifier.dispose();
  });
});
