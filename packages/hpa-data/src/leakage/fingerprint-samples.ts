import type { ImageStore } from '../batches/image-store.js';
import { loadImages } from '../batches/load-images.js';
import type { Sample } from '../sample.js';
import type { SkippedSample } from '../skipped-sample.js';
import { fingerprintCell } from './fingerprint-cell.js';

/**
 * Loads each sample once and fingerprints its image, for `auditLeakage` and `groupNearDuplicates`.
 *
 * A fingerprint is 2,176 bits that tell where protein and nucleus get brighter, and in which direction; a copy keeps most of them after noise,
 * re-encoding or resizing, and turning moves them. Of images that lack one of the two, their first channels are compared instead; of one
 * channel, there are 1,088 bits.
 *
 * @returns Fingerprints by sample id.
 * @throws Error naming the sample if one fails to load and `skip` is not given.
 * @example
 * import { fingerprintSamples, syntheticCells } from '@hpa/data';
 * const { samples, images } = syntheticCells({ classes: [25], count: 3, seed: 1, size: 64 });
 * (await fingerprintSamples(samples, { images })).size; // 3
 */
export async function fingerprintSamples(
  samples: readonly Sample[],
  options: {
    /** The store of the images. */
    readonly images: Pick<ImageStore, 'image'>;
    /** Called for each sample that fails to load; it gets no fingerprint. Without it, the first failure throws. */
    readonly skip?: (skipped: SkippedSample) => void;
  },
): Promise<Map<string, Uint32Array>> {
  const distinct = [...new Map(samples.map((sample) => [sample.id, sample])).values()];
  const fingerprints = new Map<string, Uint32Array>();
  for await (const { sample, image } of loadImages(distinct, options)) {
    fingerprints.set(sample.id, fingerprintCell(image));
  }
  return fingerprints;
}
