import { describe, expect, it } from 'vitest';
import { type CellImage, segmentCells, syntheticCell, syntheticField } from '../../src/index.js';
import { seededRandom } from '../../src/seeded-random.js';
import { matchCells } from '../support/match-cells.js';

/** An image whose four channels have the levels that a function gives. */
function imageOf(
  [height, width]: readonly [number, number],
  levelAt: (place: { readonly y: number; readonly x: number; readonly channel: number }) => number,
): CellImage {
  const data = Uint8Array.from({ length: height * width * 4 }, (_, index) => {
    const pixel = Math.floor(index / 4);
    return levelAt({ y: Math.floor(pixel / width), x: pixel % width, channel: index % 4 });
  });
  return { height, width, data };
}

/** Each pixel as a square of 2 x 2. */
function enlarge(
  values: ArrayLike<number>,
  { width, depth }: { readonly width: number; readonly depth: number },
): number[] {
  return Array.from({ length: 4 * values.length }, (_, at) => {
    const pixel = Math.floor(at / depth);
    const [y, x] = [Math.floor(pixel / (2 * width)) >> 1, (pixel % (2 * width)) >> 1];
    return values[(y * width + x) * depth + (at % depth)]!;
  });
}

const field = syntheticField({ height: 192, width: 224, cells: 14, location: 25, seed: 11, crowding: 0.9 });

describe('segmentCells', () => {
  it('finds the cells of a crowded synthetic field', () => {
    const { meanIou, lost } = matchCells({ ...field, truth: field.mask, found: segmentCells(field.image) });
    // The bounds of the measurement over many fields, in segment-cells.slow.test.ts.
    expect(meanIou).toBeGreaterThan(0.75);
    expect(lost).toBeLessThanOrEqual(0.05);
  });

  it('gives the same mask every time, and numbers cells from 1 without a gap', () => {
    const mask = segmentCells(field.image);
    expect(segmentCells(field.image)).toEqual(mask);
    const numbers = [...new Set(mask)].sort((a, b) => a - b);
    expect(numbers).toEqual([...numbers.keys()]);
  });

  it('finds the same cells in an image of twice the size', () => {
    const { height, width, data } = field.image;
    const large = Uint8Array.from(enlarge(data, { width, depth: 4 }));
    const found = segmentCells({ height: 2 * height, width: 2 * width, data: large });
    const truth = enlarge(segmentCells(field.image), { width, depth: 1 });
    const nuclei = enlarge(field.nuclei, { width, depth: 1 });
    const { meanIou, missed, extra } = matchCells({ truth, nuclei, found });
    expect([missed, extra]).toEqual([[], []]);
    expect(meanIou).toBeGreaterThan(0.85);
  });

  it('grows over one channel alone, if asked to', () => {
    const both = segmentCells(field.image);
    for (const channel of ['microtubules', 'er'] as const) {
      const mask = segmentCells(field.image, { growOver: [channel] });
      expect(mask).not.toEqual(both);
      expect(Math.max(...mask)).toBe(Math.max(...both));
    }
    // Without an er stain, that channel is black and says nothing.
    const withoutEr = {
      ...field.image,
      data: field.image.data.map((level, at) => (at % 4 === 3 ? 0 : level)),
    };
    expect(segmentCells(withoutEr)).toEqual(segmentCells(field.image, { growOver: ['microtubules'] }));
  });

  it('finds the one cell of an image, and its outline', () => {
    const image = syntheticCell({ location: 25, seed: 3, size: 128 });
    const mask = segmentCells(image);
    expect(new Set(mask)).toEqual(new Set([0, 1]));
    const lit = [...mask.keys()].filter((at) => mask[at] === 1);
    const total = image.data.reduce((sum, level, at) => sum + (at % 4 === 0 ? level : 0), 0);
    const inside = lit.reduce((sum, at) => sum + image.data[at * 4]!, 0);
    expect(inside / total).toBeGreaterThan(0.8);
    expect(lit.length / mask.length).toBeLessThan(0.6);
  });

  it('finds two nuclei that touch, by hand: discs of radius 12 whose middles are 20 apart', () => {
    const inDisc = ({ y, x }: { y: number; x: number }) =>
      Math.min(Math.hypot(y - 40, x - 40), Math.hypot(y - 40, x - 60)) <= 12;
    const inBody = ({ y, x }: { y: number; x: number }) => y >= 15 && y < 65 && x >= 10 && x < 90;
    const image = imageOf([80, 100], ({ channel, ...place }) =>
      channel === 2 ? (inDisc(place) ? 150 : 5) : inBody(place) ? 90 : 8,
    );
    const mask = segmentCells(image);
    expect(new Set(mask)).toEqual(new Set([0, 1, 2]));
    const at = (y: number, x: number) => mask[y * 100 + x];
    expect([at(40, 12), at(40, 40), at(40, 60), at(40, 88), at(5, 5)]).toEqual([1, 1, 2, 2, 0]);
    // The body is level, so the border lies midway: at a column of 50, to within a pixel.
    expect([at(20, 47), at(60, 47), at(20, 53), at(60, 53)]).toEqual([1, 1, 2, 2]);
  });

  it('gives a mask of zeros if there is no nucleus: black, even, noise, haze', () => {
    const random = seededRandom(['noise']);
    const none = {
      black: imageOf([64, 64], () => 0),
      even: imageOf([64, 64], () => 90),
      white: imageOf([64, 64], () => 255),
      noise: imageOf([200, 200], () => random.integer([0, 20])),
      haze: imageOf([200, 200], ({ y, x }) => 5 + (y + x) / 20 + random.integer([0, 4])),
      'cells without nuclei': {
        ...field.image,
        data: field.image.data.map((level, at) => (at % 4 === 2 ? at % 7 : level)),
      },
    };
    for (const [name, image] of Object.entries(none)) {
      expect(segmentCells(image).filter((label) => label !== 0).length, name).toBe(0);
    }
  });

  it('takes images of any size', () => {
    for (const [height, width] of [
      [1, 1],
      [1, 40],
      [3, 2],
      [9, 30],
    ] as const) {
      const image = imageOf([height, width], ({ x }) => (x < width / 2 ? 200 : 3));
      const mask = segmentCells(image, { minimumNucleusDiameter: 1 });
      expect(mask.length).toBe(height * width);
      expect(mask[0]).toBe(width === 1 ? 0 : 1);
      expect(mask[width - 1]).toBe(0);
    }
  });

  it('takes nothing narrower than the smallest nucleus for one', () => {
    const image = imageOf([60, 60], ({ y, x }) => (Math.hypot(y - 30, x - 30) <= 8 ? 180 : 4));
    expect(Math.max(...segmentCells(image, { minimumNucleusDiameter: 14 }))).toBe(1);
    expect(Math.max(...segmentCells(image, { minimumNucleusDiameter: 22 }))).toBe(0);
  });

  it('refuses channels that show no bodies, and sizes that are none', () => {
    const { image } = field;
    expect(() => segmentCells(image, { growOver: [] })).toThrow(
      new RangeError('growOver must name one or more of microtubules, protein, er, each once; received []'),
    );
    expect(() => segmentCells(image, { growOver: ['er', 'er'] })).toThrow('received ["er","er"]');
    expect(() => segmentCells(image, { minimumNucleusDiameter: 0 })).toThrow(
      new RangeError('minimumNucleusDiameter must be a number of pixels >= 1; received 0'),
    );
    expect(() => segmentCells(image, { minimumNucleusDiameter: Number.NaN })).toThrow('received NaN');
  });
});
