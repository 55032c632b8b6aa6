import { describe, expect, it } from 'vitest';
import { floodFromSeeds } from '../../src/segmentation/flood-from-seeds.js';
import { drawMask, showMask } from './draw-mask.js';

/** Heights from rows of digits, in tenths. */
function drawLandscape(rows: readonly string[]): Float32Array {
  return Float32Array.from([...rows.join('')], (digit) => Number(digit) / 10);
}

describe('floodFromSeeds', () => {
  it('lets regions meet at the ridge, not in the middle', () => {
    const { labels, height, width } = drawMask(['1........2']);
    const landscape = drawLandscape(['0111111930']);
    const ground = new Uint8Array(10).fill(1);
    // From the right only 3 is below the ridge of 9; from the left all of 1. The ridge goes to what reached it first.
    const flooded = floodFromSeeds(labels, { height, width, landscape, ground });
    expect(showMask(flooded, width)).toEqual(['1111111122']);
  });

  it('stays on the ground, and leaves ground that no seed reaches', () => {
    const { labels, height, width } = drawMask(['1....', '.....', '.....']);
    const { members: ground } = drawMask(['11.11', '.1.11', '.1...']);
    const landscape = new Float32Array(15);
    expect(showMask(floodFromSeeds(labels, { height, width, landscape, ground }), width)).toEqual([
      '11...',
      '.1...',
      '.1...',
    ]);
  });

  it('divides level ground evenly, and takes levels beyond 0 and 1 as those', () => {
    const { labels, height, width } = drawMask(['1.....2']);
    const ground = new Uint8Array(7).fill(1);
    for (const level of [0.5, -3, 1, 8]) {
      const landscape = new Float32Array(7).fill(level);
      expect(showMask(floodFromSeeds(labels, { height, width, landscape, ground }), width)).toEqual([
        '1111222',
      ]);
    }
  });
});
