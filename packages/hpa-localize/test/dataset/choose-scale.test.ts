import type { Sample } from '@hpa/data';
import { describe, expect, it } from 'vitest';
import { chooseScale } from '../../src/dataset/choose-scale.js';

const channels = { microtubules: 'r', protein: 'g', nucleus: 'b' };
const whole = (id: string, pixelSize?: number): Sample => ({
  id,
  labels: [],
  channels,
  ...(pixelSize !== undefined && { pixelSize }),
});
/** A cell with a box of these rows and columns. */
const cell = (id: string, [rows, columns]: readonly [number, number], pixelSize: number): Sample => ({
  ...whole(id, pixelSize),
  cell: { mask: 'm.png', label: 1, box: [10, 20, 10 + rows, 20 + columns], center: [0, 0] },
});
const options = {
  asked: 'auto',
  height: 128,
  width: 128,
  sizes: [],
  provenance: 'DATA',
  stated: false,
} as const;

describe('chooseScale', () => {
  it('keeps images of one size whole', () => {
    const sizes = ['a', 'b'].map((id) => ({ id, height: 2048, width: 2048 }));
    expect(chooseScale([whole('a', 0.08), whole('b', 0.08)], { ...options, sizes })).toEqual({
      scale: {
        micrometers: 1.28,
        basis: 'the finest at which 95 % of the images fit; pixels of 0.08 micrometers, as the files state',
      },
      warnings: [],
    });
  });

  it('lets 95 % of the cells fit, by their longer side in micrometers', () => {
    // Sides of 1 to 20 micrometers: the 19th is 95 %, in pixels of two sizes.
    const cells = Array.from({ length: 20 }, (_, index) => {
      const pixelSize = index % 2 === 0 ? 0.1 : 0.2;
      const side = Math.round((index + 1) / pixelSize);
      return cell(`c${index}`, index < 10 ? [side, 3] : [3, side], pixelSize);
    });
    const { scale } = chooseScale(cells, { ...options, height: 100, width: 100, stated: true });
    expect(scale!.micrometers).toBeCloseTo(0.19, 12);
    expect(scale!.basis).toContain('pixels of 0.1 to 0.2 micrometers, as stated');
  });

  it('takes a number, and one that depends on what is known', () => {
    const known = [cell('a', [50, 60], 0.1)];
    expect(chooseScale(known, { ...options, asked: 0.5 }).scale!.basis).toMatch(/^as stated; /);
    const trained = chooseScale(known, { ...options, asked: { ifKnown: 0.5 } });
    expect(trained.scale).toMatchObject({ micrometers: 0.5, basis: expect.stringMatching(/^as the model/) });
    expect(chooseScale([whole('a')], { ...options, asked: { ifKnown: 0.5 } })).toEqual({ warnings: [] });
    expect(chooseScale(known, { ...options, asked: 'none' })).toEqual({ warnings: [] });
    expect(() => chooseScale([whole('a')], { ...options, asked: 0.5 })).toThrow(
      'DATA: expected the size of the pixels of every image, to bring them to 0.5 micrometers a pixel; the size of the pixels of 1 of 1 images is unknown, such as of a (state it: pixelSize of openDataset, --pixel-size of the commands)',
    );
    expect(() => chooseScale(known, { ...options, asked: -1 })).toThrow(RangeError);
  });

  it('gives no scale where the pixels of some images are unknown, and warns if only those of some are', () => {
    expect(chooseScale([whole('a'), whole('b')], options)).toEqual({ warnings: [] });
    expect(chooseScale([whole('a', 0.1), whole('b')], options)).toEqual({
      warnings: [
        'the size of the pixels of 1 of 2 images is unknown, such as of b: each is fitted to the image, whatever its scale',
      ],
    });
  });
});
