import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellImage, syntheticCell } from '../../src/index.js';

const locations = [13, 18, 25, 26];

const stain = ({ data }: CellImage, channel: number) => data.filter((_, index) => index % 4 === channel);

const mean = (levels: Uint8Array) => levels.reduce((sum, level) => sum + level, 0) / levels.length;

describe('syntheticCell', () => {
  it('gives an 8-bit image of the size asked for, with light in every stain', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...locations),
        fc.integer({ min: 0 }),
        fc.integer({ min: 32, max: 80 }),
        (location, seed, size) => {
          const image = syntheticCell({ location, seed, size });
          expect([image.height, image.width, image.data.length]).toEqual([size, size, size * size * 4]);
          for (const channel of [0, 1, 2, 3]) {
            const levels = stain(image, channel);
            expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(40);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('repeats itself for one seed and differs for another', () => {
    const draw = (seed: number) => syntheticCell({ location: 13, seed, size: 48 });
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it('draws the same cell at every location, but for its protein', () => {
    const cells = locations.map((location) => syntheticCell({ location, seed: 3, size: 64 }));
    for (const channel of [0, 2, 3]) {
      for (const cell of cells) {
        expect(stain(cell, channel)).toEqual(stain(cells[0]!, channel));
      }
    }
    expect(new Set(cells.map((cell) => stain(cell, 1).join())).size).toBe(4);
  });

  it('gives the protein the same share of every grey level at every location', () => {
    const sorted = locations.map((location) =>
      stain(syntheticCell({ location, seed: 4, size: 96 }), 1).sort(),
    );
    for (const levels of sorted) {
      // Only the camera's noise, which falls on other pixels, tells the histograms apart.
      expect(Math.abs(mean(levels) - mean(sorted[0]!))).toBeLessThan(1);
      expect(Math.abs(levels.at(-200)! - sorted[0]!.at(-200)!)).toBeLessThan(12);
    }
  });

  it('puts the brightest protein in one place for 18, and not for 25', () => {
    /** Mean distance of the brightest hundredth of the pixels from their centre, in pixels. */
    const spread = (location: number, seed: number) => {
      const size = 64;
      const levels = stain(syntheticCell({ location, seed, size }), 1);
      const brightest = [...levels.keys()].sort((a, b) => levels[b]! - levels[a]!).slice(0, 20);
      const points = brightest.map((at) => [Math.floor(at / size), at % size] as const);
      const centre = [0, 1].map(
        (axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length,
      );
      return (
        points.reduce((sum, [y, x]) => sum + Math.hypot(y - centre[0]!, x - centre[1]!), 0) / points.length
      );
    };
    const average = (location: number) =>
      Array.from({ length: 10 }, (_, seed) => spread(location, seed)).reduce((sum, value) => sum + value, 0) /
      10;
    expect(average(18)).toBeLessThan(8);
    expect(average(25)).toBeGreaterThan(10);
  });

  it('names the locations it can draw when asked for another', () => {
    expect(() => syntheticCell({ location: 5, seed: 1, size: 64 })).toThrow(
      new RangeError(
        "a synthetic cell's location must be one of 13 Focal adhesion sites, 18 Microtubule organizing center, " +
          '25 Cytosol, 26 Cytoplasmic bodies; received 5',
      ),
    );
  });

  it('refuses sizes below 32', () => {
    expect(() => syntheticCell({ location: 25, seed: 1, size: 31 })).toThrow(
      new RangeError('size must be an integer >= 32; received 31'),
    );
  });
});
