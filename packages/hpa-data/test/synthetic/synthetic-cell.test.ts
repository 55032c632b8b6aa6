import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellImage, LOCATIONS, syntheticCell } from '../../src/index.js';

const all = LOCATIONS.map(({ id }) => id);

const plane = ({ data }: CellImage, channel: number) => data.filter((_, index) => index % 4 === channel);

const mean = (levels: Uint8Array) => levels.reduce((sum, level) => sum + level, 0) / levels.length;

describe('syntheticCell', () => {
  it('gives an 8-bit image of the requested size, with light in every channel', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 32, max: 80 }),
        (location, seed, size) => {
          const image = syntheticCell({ location, seed, size });
          expect([image.height, image.width, image.data.length]).toEqual([size, size, size * size * 4]);
          for (const channel of [0, 1, 2, 3]) {
            const levels = plane(image, channel);
            expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(40);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('repeats for one seed and differs for another', () => {
    const draw = (seed: number) => syntheticCell({ location: 13, seed, size: 48 });
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it('draws the same cell at every location, except for its protein', () => {
    const cells = all.map((location) => syntheticCell({ location, seed: 3, size: 64 }));
    for (const channel of [0, 2, 3]) {
      for (const cell of cells) {
        expect(plane(cell, channel)).toEqual(plane(cells[0]!, channel));
      }
    }
    expect(new Set(cells.map((cell) => plane(cell, 1).join())).size).toBe(28);
  });

  it('gives the protein the same share of every gray level at every location', () => {
    const sorted = all.map((location) => plane(syntheticCell({ location, seed: 4, size: 64 }), 1).sort());
    for (const levels of sorted) {
      // The histograms differ only by the noise of the camera, which falls on other pixels.
      expect(Math.abs(mean(levels) - mean(sorted[0]!))).toBeLessThan(1);
      expect(Math.abs(levels.at(-200)! - sorted[0]!.at(-200)!)).toBeLessThan(12);
    }
  });

  it('concentrates the brightest protein for 18, and not for 25', () => {
    /** Mean distance of the 20 brightest pixels from their center, in pixels. */
    const spread = (location: number, seed: number) => {
      const size = 64;
      const levels = plane(syntheticCell({ location, seed, size }), 1);
      const brightest = [...levels.keys()].sort((a, b) => levels[b]! - levels[a]!).slice(0, 20);
      const points = brightest.map((at) => [Math.floor(at / size), at % size] as const);
      const center = [0, 1].map(
        (axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length,
      );
      return (
        points.reduce((sum, [y, x]) => sum + Math.hypot(y - center[0]!, x - center[1]!), 0) / points.length
      );
    };
    const average = (location: number) =>
      Array.from({ length: 10 }, (_, seed) => spread(location, seed)).reduce((sum, value) => sum + value, 0) /
      10;
    expect(average(18)).toBeLessThan(8);
    expect(average(25)).toBeGreaterThan(10);
  });

  it('draws the four locations of the comparison as it always has', () => {
    const digest = createHash('sha256');
    for (const location of [13, 18, 25, 26]) {
      digest.update(syntheticCell({ location, seed: 7, size: 80 }).data);
    }
    // The digest of the cells behind the published figures.
    expect(digest.digest('hex')).toBe('82787eebbe64f6b421af7330dd8c34ee4be11c06a4d65e1ad2ef03273a467a23');
  });

  it('draws several locations on top of each other, in any order', () => {
    const draw = (location: number | readonly number[]) =>
      plane(syntheticCell({ location, seed: 5, size: 64 }), 1);
    expect(draw([2])).toEqual(draw(2));
    expect(draw([2, 21])).toEqual(draw([21, 2]));
    /** The brightest twentieth of the pixels, which show the structures. */
    const bright = (levels: Uint8Array) => {
      const floor = [...levels].sort((a, b) => b - a)[Math.floor(levels.length / 20)]!;
      return new Set([...levels.keys()].filter((at) => levels[at]! > floor));
    };
    const [blobs, line, both] = [bright(draw(2)), bright(draw(21)), bright(draw([2, 21]))];
    const share = (of: ReadonlySet<number>) => [...of].filter((at) => both.has(at)).length / of.size;
    // The same number of pixels now shows two locations, so each keeps a part of its own.
    expect(share(blobs)).toBeGreaterThan(0.25);
    expect(share(line)).toBeGreaterThan(0.25);
    expect(draw([25, 2])).not.toEqual(draw(2));
  });

  it('refuses no location, an unknown one and a repeated one', () => {
    const draw = (location: number | readonly number[]) => () =>
      syntheticCell({ location, seed: 1, size: 64 });
    expect(draw(28)).toThrow(new RangeError('location id must be an integer in [0, 27]; received 28'));
    expect(draw([])).toThrow('locations must name at least one location id; received none');
    expect(draw([3, 3])).toThrow('locations must not repeat an id; received 3 twice in [3,3]');
  });

  it('refuses sizes below 32', () => {
    expect(() => syntheticCell({ location: 25, seed: 1, size: 31 })).toThrow(
      new RangeError('size must be an integer >= 32; received 31'),
    );
  });
});
