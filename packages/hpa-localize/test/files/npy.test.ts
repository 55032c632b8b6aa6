import { expect, it } from 'vitest';
import { writeNpy } from '../../src/files/npy.js';

it('writes the header and the values of a NumPy file byte by byte', () => {
  const bytes = writeNpy(Float32Array.of(1, -2), { shape: [2, 1] });
  expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  const header = new TextDecoder().decode(bytes.subarray(10, 128));
  expect(header).toBe(`${"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }".padEnd(117)}\n`);
  // 1 is 0x3f800000 and -2 is 0xc0000000, little-endian.
  expect([...bytes.subarray(128)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
});
