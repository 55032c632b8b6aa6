import { countBits } from './count-bits.js';
import type { Fingerprint } from './fingerprint-cell.js';

/**
 * Distance up to which two pictures count as near duplicates.
 *
 * Measured on 647 cut-out cells of the Human Protein Atlas: the closest two of all 208,981 pairs of different
 * cells are 0.34 apart, while copies with noise of up to 10 grey levels, JPEG of quality 50, halved,
 * brightened by a fifth or moved by two pixels of 256 stay within 0.24.
 */
export const nearDuplicateDistance = 0.28;

/**
 * Measures how much two fingerprints differ: the Jaccard distance 1 - |A and B| / |A or B| of their set bits.
 *
 * @returns 0 for equal fingerprints, two blank ones among them, up to 1 for those with nothing in common.
 */
export function fingerprintDistance({ a, b }: { readonly a: Fingerprint; readonly b: Fingerprint }): number {
  let common = 0;
  let either = 0;
  for (let i = 0; i < a.length; i++) {
    common += countBits(a[i]! & b[i]!);
    either += countBits(a[i]! | b[i]!);
  }
  return either === 0 ? 0 : 1 - common / either;
}
