import type { ImageStore } from '../batches/image-store.js';
import { loadImages } from '../batches/load-images.js';
import type { Sample } from '../sample.js';
import type { SkippedSample } from '../skipped-sample.js';
import { type Fingerprint, fingerprintCell } from './fingerprint-cell.js';

/** Options of {@link fingerprintSamples}. */
export interface FingerprintSamplesOptions {
  /** Reads or draws each image. */
  readonly images: Pick<ImageStore, 'image'>;
  /** Told of each sample that cannot be loaded, which then has no fingerprint; without it the first throws. */
  readonly skip?: (skipped: SkippedSample) => void;
}

/**
 * Loads each sample once and takes its fingerprint, for `auditLeakage`.
 *
 * @returns Fingerprints by sample id.
 * @throws Error naming the sample that cannot be loaded, unless `skip` is given.
 */
export async function fingerprintSamples(
  samples: readonly Sample[],
  options: FingerprintSamplesOptions,
): Promise<Map<string, Fingerprint>> {
  const distinct = [...new Map(samples.map((sample) => [sample.id, sample])).values()];
  const fingerprints = new Map<string, Fingerprint>();
  for await (const { sample, image } of loadImages(distinct, options)) {
    fingerprints.set(sample.id, fingerprintCell(image));
  }
  return fingerprints;
}
