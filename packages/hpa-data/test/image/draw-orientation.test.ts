import { describe, expect, it } from 'vitest';
import { type Augmentation, drawOrientation } from '../../src/image/draw-orientation.js';

const draw = (augment: Augmentation, count = 400) =>
  Array.from({ length: count }, (_, index) => drawOrientation(`s${index}`, { augment, seed: 1, epoch: 0 }));

describe('drawOrientation', () => {
  it('keeps images without augmentation, mirrors for flips and draws all eight for dihedral', () => {
    expect(new Set(draw('none'))).toEqual(new Set([0]));
    expect(new Set(draw('flips'))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(draw('dihedral'))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
  });

  it('depends on seed, epoch and id, and on nothing else', () => {
    const options = { augment: 'dihedral', seed: 1, epoch: 0 } as const;
    expect(draw('dihedral')).toEqual(draw('dihedral'));
    const changed = (other: Partial<typeof options> | { seed: number } | { epoch: number }) =>
      Array.from({ length: 400 }, (_, index) => drawOrientation(`s${index}`, { ...options, ...other }));
    expect(changed({ seed: 2 })).not.toEqual(draw('dihedral'));
    expect(changed({ epoch: 1 })).not.toEqual(draw('dihedral'));
  });

  it('refuses an unknown augmentation', () => {
    expect(() => drawOrientation('a', { augment: 'crops' as Augmentation, seed: 1, epoch: 0 })).toThrow(
      new RangeError('augment must be one of none, flips, dihedral; received crops'),
    );
  });
});
