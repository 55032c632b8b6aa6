import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type CellImage, fingerprintSamples } from '../../src/index.js';
import { type Fingerprint, fingerprintCell } from '../../src/leakage/fingerprint-cell.js';
import {
  fingerprintDistance,
  NEAR_DUPLICATE_DISTANCE,
  TURNED_DUPLICATE_DISTANCE,
} from '../../src/leakage/fingerprint-distance.js';
import { nearDuplicatePairs } from '../../src/leakage/near-duplicate-pairs.js';
import { readCellImage, readLayout } from '../../src/node/index.js';
import { seededRandom } from '../../src/seeded-random.js';
import { sharedData } from '../support/shared-data.js';

const words = (...values: number[]): Fingerprint => Uint32Array.from(values);

describe('fingerprintDistance', () => {
  it('is one minus the common bits over all bits', () => {
    // 1110 and 0111 share two of four bits; the full words share all 32.
    expect(fingerprintDistance({ a: words(0b1110, 0), b: words(0b0111, 0) })).toBe(0.5);
    expect(fingerprintDistance({ a: words(0xffffffff), b: words(0xffffffff) })).toBe(0);
    expect(fingerprintDistance({ a: words(0xffff0000), b: words(0x0000ffff) })).toBe(1);
    expect(fingerprintDistance({ a: words(0x80000000, 1), b: words(0x80000000, 0) })).toBe(0.5);
  });

  it('is 0 between blank images and 1 between a blank and another image', () => {
    expect(fingerprintDistance({ a: words(0), b: words(0) })).toBe(0);
    expect(fingerprintDistance({ a: words(0), b: words(1) })).toBe(1);
  });
});

const cells = sharedData('data/hpa-cells');

describe.skipIf(cells.absent)('the threshold for near duplicates on real cells', () => {
  it('calls no two of 647 different cells near duplicates', async () => {
    const { samples } = await readLayout(cells.path);
    const fingerprints = await fingerprintSamples(samples, {
      images: { image: ({ channels }) => readCellImage(channels) },
    });
    const all = [...fingerprints.values()];
    let closest = 1;
    for (const [index, a] of all.entries()) {
      for (const b of all.slice(index + 1)) {
        closest = Math.min(closest, fingerprintDistance({ a, b }));
      }
    }
    expect(all).toHaveLength(647);
    expect(closest).toBeGreaterThan(NEAR_DUPLICATE_DISTANCE);
    // In all eight orientations.
    expect(nearDuplicatePairs([...fingerprints.keys()], { fingerprints })).toEqual([]);
  });

  it('recognizes a cell after noise, JPEG, halving and brightening', async () => {
    const samples = (await readLayout(cells.path)).samples.filter((_, index) => index % 40 === 0);
    const random = seededRandom(['noise']);
    for (const { channels } of samples) {
      const image = await readCellImage(channels);
      const a = fingerprintCell(image);
      const copies = [
        mapLevels(image, (level) => level + 10 * random.normal()),
        mapLevels(image, (level) => 1.2 * level),
        await throughJpeg(image),
        await readCellImage(channels, { height: image.height / 2, width: image.width / 2 }),
      ];
      for (const copy of copies) {
        // Near enough to be recognized turned or mirrored too.
        const distance = fingerprintDistance({ a, b: fingerprintCell(copy) });
        expect(distance).toBeLessThan(TURNED_DUPLICATE_DISTANCE);
      }
    }
    expect(samples.length).toBeGreaterThan(10);
  });
});

function mapLevels(image: CellImage, change: (level: number) => number): CellImage {
  return { ...image, data: image.data.map((level) => Math.min(255, Math.max(0, Math.round(change(level))))) };
}

async function throughJpeg({ height, width, data }: CellImage): Promise<CellImage> {
  const result = new Uint8Array(data.length);
  for (let channel = 0; channel < 4; channel++) {
    const plane = data.filter((_, index) => index % 4 === channel);
    const jpeg = await sharp(plane, { raw: { height, width, channels: 1 } })
      .jpeg({ quality: 50 })
      .toBuffer();
    const decoded = await sharp(jpeg).toColourspace('b-w').raw().toBuffer();
    for (const [pixel, level] of decoded.entries()) {
      result[pixel * 4 + channel] = level;
    }
  }
  return { height, width, data: result };
}
