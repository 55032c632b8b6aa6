import { describe, expect, it } from 'vitest';
import { decodeValues } from '../../../src/weights/bytes/decode-values.js';
import { readSafetensors } from '../../../src/weights/formats/read-safetensors.js';
import { fixture } from '../../support/weight-fixtures.js';

describe('decodeValues', () => {
  it('widens half precision by its bits', () => {
    // 1, -2, the largest, the smallest normal and the smallest subnormal number, -0, -infinity, NaN.
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0xfc00, 0x7e00);
    const values = [...decodeValues(new Uint8Array(bits.buffer), 'float16')];
    expect(values).toEqual([1, -2, 65504, 2 ** -14, 2 ** -24, -0, Number.NEGATIVE_INFINITY, Number.NaN]);
  });

  it('widens bfloat16, the upper half of a float32', () => {
    const bits = Uint16Array.of(0x3f80, 0xc020, 0x8000);
    expect([...decodeValues(new Uint8Array(bits.buffer), 'bfloat16')]).toEqual([1, -2.5, -0]);
  });

  it('reads each type that the safetensors library writes', () => {
    const { tensors } = readSafetensors(fixture('all-types.safetensors'));
    const values = (name: string) => {
      const tensor = tensors.get(name)!;
      expect(tensor.dtype).toBe(name);
      return [...tensor.read()];
    };
    const numbers = [0, 1, -2.5, 65504, 6e-8, Number.NEGATIVE_INFINITY];
    expect(values('float64')).toEqual(numbers);
    expect(values('float32')).toEqual(numbers.map(Math.fround));
    // 6e-8 is nearest to the smallest number of half precision; bfloat16 keeps 8 bits of each.
    expect(values('float16')).toEqual([0, 1, -2.5, 65504, 2 ** -24, Number.NEGATIVE_INFINITY]);
    expect(values('bfloat16')).toEqual([0, 1, -2.5, 65536, 129 * 2 ** -31, Number.NEGATIVE_INFINITY]);
    expect(tensors.get('bfloat16')!.shape).toEqual([2, 3]);
    for (const bits of [8, 16, 32]) {
      for (const kind of ['int', 'uint']) {
        expect(values(`${kind}${bits}`)).toEqual([0, 1, 100]);
      }
    }
    for (const name of ['int64', 'uint64']) {
      expect(values(name)).toEqual([0n, 1n, 100n]);
    }
    expect(values('bool')).toEqual([0, 1, 1]);
    expect(tensors.size).toBe(13);
  });
});
