import type { Dataset } from '../schema/report-schema.js';

/** Says how images became those that a model sees; undefined if a dataset does not say it. */
export function scaleInWords({ scale, fit }: Pick<Dataset, 'scale' | 'fit'>): string | undefined {
  if (scale !== undefined) {
    return `${scale.micrometers} micrometers a pixel (${scale.basis}): smaller images are padded with black, larger ones cropped round their middle`;
  }
  if (fit === undefined) {
    return undefined;
  }
  const made = fit === 'pad' ? 'padded with black' : 'stretched';
  return `each image fills the size, whatever its scale; those that are not square are ${made}`;
}
