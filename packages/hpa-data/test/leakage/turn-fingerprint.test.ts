import { describe, expect, it } from 'vitest';
import { ORIENTATIONS, orientImage } from '../../src/image/orient-image.js';
import { syntheticCell } from '../../src/index.js';
import { fingerprintCell } from '../../src/leakage/fingerprint-cell.js';
import { turnFingerprint } from '../../src/leakage/turn-fingerprint.js';

describe('turnFingerprint', () => {
  it.each(ORIENTATIONS)('gives the fingerprint of the image in orientation %i', (orientation) => {
    // Sizes that the grid does not divide.
    for (const size of [17, 64, 75]) {
      const image = syntheticCell({ location: 25, seed: 3, size: Math.max(size, 32) });
      const turned = fingerprintCell(orientImage(image, orientation));
      expect(turnFingerprint(fingerprintCell(image), orientation)).toEqual(turned);
    }
  });
});
