import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticField } from '../../src/index.js';
import { labelRegions } from '../../src/segmentation/label-regions.js';

const OPTIONS = { height: 160, width: 200, cells: 20, location: 25, seed: 1, crowding: 0.9 } as const;

/** The levels of one channel. */
const plane = ({ data }: { readonly data: Uint8Array }, channel: number) =>
  data.filter((_, index) => index % 4 === channel);

/** Pixels of each label. */
function areasOf(mask: Int32Array): Map<number, number> {
  const areas = new Map<number, number>();
  for (const label of mask) {
    areas.set(label, (areas.get(label) ?? 0) + 1);
  }
  return areas;
}

function mean(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}

describe('syntheticField', () => {
  const field = syntheticField(OPTIONS);

  it('is the same for one seed, to the bit, and another for another', () => {
    const digest = createHash('sha256').update(field.image.data).update(field.mask).digest('hex');
    expect(digest).toBe('3105112b54e62aef86871189fd0cd4c8001a0b159aba649c5c412e2d1a604eba');
    expect(syntheticField(OPTIONS)).toEqual(field);
    expect(syntheticField({ ...OPTIONS, seed: 2 }).mask).not.toEqual(field.mask);
  });

  it('numbers every cell, each in one piece with its nucleus', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 80, max: 120 }),
        fc.integer({ min: 80, max: 120 }),
        fc.integer({ min: 1, max: 8 }),
        (seed, height, width, cells) => {
          const { image, mask, nuclei } = syntheticField({
            height,
            width,
            cells,
            location: 25,
            seed,
            crowding: 0.6,
          });
          expect([image.height, image.width, image.data.length]).toEqual([height, width, 4 * height * width]);
          const numbers = Array.from({ length: cells }, (_, index) => index + 1);
          expect([...areasOf(mask).keys()].sort((a, b) => a - b)).toEqual([0, ...numbers]);
          expect([...areasOf(nuclei).keys()].sort((a, b) => a - b)).toEqual([0, ...numbers]);
          expect(nuclei.every((label, at) => label === 0 || label === mask[at])).toBe(true);
          for (const number of numbers) {
            const members = Uint8Array.from(mask, (label) => (label === number ? 1 : 0));
            expect(labelRegions(members, { height, width }).areas.length).toBe(2);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it('has cells that touch, cells that the edge cuts, and cells of varied size', () => {
    const { height, width, cells } = OPTIONS;
    const touching = new Set<number>();
    const cut = new Set<number>();
    for (const [at, label] of field.mask.entries()) {
      const right = at % width < width - 1 ? field.mask[at + 1]! : label;
      if (label !== 0 && right !== 0 && right !== label) {
        touching.add(label).add(right);
      }
      const row = Math.floor(at / width);
      if (label !== 0 && (row === 0 || row === height - 1 || at % width === 0 || at % width === width - 1)) {
        cut.add(label);
      }
    }
    expect(touching.size).toBeGreaterThan(cells / 2);
    expect(cut.size).toBeGreaterThan(2);
    expect(cut.size).toBeLessThan(cells);
    const whole = [...areasOf(field.mask)].filter(([label]) => label !== 0 && !cut.has(label));
    const areas = whole.map(([, area]) => area);
    expect(Math.max(...areas)).toBeGreaterThan(1.5 * Math.min(...areas));
  });

  it('shows cells in a background of haze: bright nuclei and bodies, uneven background', () => {
    const levelsWhere = (channel: number, isThere: (at: number) => boolean) =>
      [...plane(field.image, channel)].filter((_, at) => isThere(at));
    const background = (channel: number) => levelsWhere(channel, (at) => field.mask[at] === 0);
    expect(mean(levelsWhere(2, (at) => field.nuclei[at] !== 0))).toBeGreaterThan(4 * mean(background(2)));
    for (const channel of [0, 3]) {
      const body = levelsWhere(channel, (at) => field.mask[at] !== 0 && field.nuclei[at] === 0);
      expect(mean(body)).toBeGreaterThan(2 * mean(background(channel)));
      // Haze and noise: the background is not flat.
      expect(new Set(background(channel)).size).toBeGreaterThan(10);
    }
  });

  it('shows the protein in other places at another location, and all else the same', () => {
    const nucleoplasm = syntheticField({ ...OPTIONS, location: 0 });
    expect(nucleoplasm.mask).toEqual(field.mask);
    for (const channel of [0, 2, 3]) {
      expect(plane(nucleoplasm.image, channel)).toEqual(plane(field.image, channel));
    }
    const inNuclei = ({ image, nuclei }: typeof field) =>
      mean([...plane(image, 1)].filter((_, at) => nuclei[at] !== 0)) / mean([...plane(image, 1)]);
    expect(inNuclei(nucleoplasm)).toBeGreaterThan(1.5 * inNuclei(field));
  });

  it('makes cells smaller where they are less crowded', () => {
    const covered = (crowding: number) =>
      syntheticField({ ...OPTIONS, crowding }).mask.filter((label) => label !== 0).length;
    expect(covered(0.4)).toBeLessThan(0.7 * covered(0.9));
  });

  it('refuses what it cannot draw', () => {
    const draw = (options: Partial<Parameters<typeof syntheticField>[0]>) => () =>
      syntheticField({ ...OPTIONS, ...options });
    expect(draw({ height: 0 })).toThrow(new RangeError('height must be an integer >= 1; received 0'));
    expect(draw({ width: 1.5 })).toThrow('width must be an integer >= 1; received 1.5');
    expect(draw({ cells: 0 })).toThrow('cells must be an integer >= 1; received 0');
    expect(draw({ seed: -1 })).toThrow('seed must be an integer in [0, 2^32); received -1');
    expect(draw({ location: 28 })).toThrow('location id must be an integer in [0, 27]; received 28');
    expect(draw({ crowding: 0 })).toThrow('crowding must be a positive number; received 0');
    expect(draw({ cells: 200 })).toThrow(
      'cells must be at least 16 pixels across; 200 in a field of 160 x 200 with a crowding of 0.9 are 13.5',
    );
    expect(draw({ crowding: 4 })).toThrow(
      /^cells must fit into the field of 160 x 200: of 20, about 90 pixels across, \d+ found a place$/,
    );
  });
});
