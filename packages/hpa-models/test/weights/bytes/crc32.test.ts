import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/weights/bytes/crc32.js';

const text = (value: string) => new TextEncoder().encode(value);

describe('crc32', () => {
  it('has the check values of the catalog of CRC algorithms', () => {
    expect(crc32(text('123456789'), { polynomial: 'ieee' })).toBe(0xcbf43926);
    expect(crc32(text('123456789'), { polynomial: 'castagnoli' })).toBe(0xe3069283);
  });

  it('has the values of RFC 3720, B.4', () => {
    expect(crc32(new Uint8Array(32), { polynomial: 'castagnoli' })).toBe(0x8a9136aa);
    expect(crc32(new Uint8Array(32).fill(0xff), { polynomial: 'castagnoli' })).toBe(0x62a8ab43);
  });

  it('is 0 for no bytes, and can be computed in pieces cut anywhere', () => {
    expect(crc32(new Uint8Array(0), { polynomial: 'ieee' })).toBe(0);
    const bytes = Uint8Array.from({ length: 37 }, (_, i) => (i * 41) & 255);
    const whole = crc32(bytes, { polynomial: 'ieee' });
    for (let cut = 0; cut <= bytes.length; cut++) {
      const previous = crc32(bytes.subarray(0, cut), { polynomial: 'ieee' });
      expect(crc32(bytes.subarray(cut), { polynomial: 'ieee', previous })).toBe(whole);
    }
  });
});
