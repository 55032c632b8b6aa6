import type { FeatureMatrix } from './feature-matrix.js';

/**
 * Writes features as a NumPy file of float32 in C order, shape (count, dimensions), which `numpy.load` opens (format version 1.0,
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
export function npyBytes({ count, dimensions, values }: FeatureMatrix): Uint8Array {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${count}, ${dimensions}), }`;
  // Six bytes of magic, two of the version, two of the length; the values begin at a multiple of 64.
  const start = Math.ceil((10 + description.length + 1) / 64) * 64;
  const header = `${description.padEnd(start - 11)}\n`;
  const bytes = new Uint8Array(start + 4 * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  view.setUint16(8, header.length, true);
  bytes.set(Buffer.from(header), 10);
  for (const [index, value] of values.entries()) {
    view.setFloat32(start + 4 * index, value, true);
  }
  return bytes;
}
