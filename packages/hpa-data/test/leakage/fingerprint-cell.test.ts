import { describe, expect, it } from 'vitest';
import { fingerprintCell } from '../../src/leakage/fingerprint-cell.js';
import { makeImage } from '../support/make-image.js';

const countBits = (words: Uint32Array) =>
  [...words].reduce((sum, word) => sum + word.toString(2).replaceAll('0', '').length, 0);

describe('fingerprintCell', () => {
  it('sets every rightward bit and no other if protein and nucleus rise to the right', () => {
    const rising = makeImage([34, 34], ({ x }) => 7 * Math.floor(x / 2));
    const fingerprint = fingerprintCell(rising);
    // Of each channel 17 rows of 16 pairs, and as many bits for each of the other directions.
    const channel = [...Array(8).fill(0xffffffff), 0x0000ffff, ...Array(25).fill(0)];
    expect([...fingerprint]).toEqual([...channel, ...channel]);
  });

  it('ignores rises of four gray levels and counts those of five', () => {
    const rising = (step: number) => makeImage([17, 17], ({ y }) => step * y);
    expect(countBits(fingerprintCell(rising(4)))).toBe(0);
    expect(countBits(fingerprintCell(rising(5)))).toBe(2 * 17 * 16);
  });

  it('ignores microtubules and endoplasmic reticulum', () => {
    const image = makeImage([40, 40], ({ x, channel }) => (channel === 0 || channel === 3 ? 6 * x : 9));
    expect(countBits(fingerprintCell(image))).toBe(0);
  });

  it('refuses an image smaller than its grid', () => {
    expect(() => fingerprintCell(makeImage([16, 40], () => 0))).toThrow(
      new RangeError('image must be at least 17x17 pixels to be fingerprinted; received 16x40'),
    );
  });
});
