import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/weights/bytes/byte-source.js';
import { joinSources } from '../../../src/weights/bytes/join-sources.js';
import { sectionOf } from '../../../src/weights/bytes/section-of.js';

const digits = bytesOf('digits', Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));

describe('byte sources', () => {
  it('give bytes of their own, from the start of a buffer, of a Buffer of Node too', () => {
    const pooled = Buffer.from([9, 8, 7]);
    const bytes = bytesOf('pooled', pooled).read(1, 2);
    expect([...new Uint8Array(bytes.buffer)]).toEqual([8, 7]);
    bytes[0] = 0;
    expect(pooled[1]).toBe(8);
  });

  it('are cut and joined without a copy', () => {
    const section = sectionOf(digits, { name: 'section', offset: 3, length: 4 });
    expect([...section.read(1, 2)]).toEqual([4, 5]);
    const joined = joinSources('joined', [section, bytesOf('empty', new Uint8Array(0)), digits]);
    expect(joined.size).toBe(14);
    expect([...joined.read(2, 5)]).toEqual([5, 6, 0, 1, 2]);
  });

  it('refuse what is not there, before they take memory for it', () => {
    const message = 'digits: 9007199254740991 bytes at 0 are not in its 10 bytes; is it cut off?';
    expect(() => digits.read(0, Number.MAX_SAFE_INTEGER)).toThrow(new RangeError(message));
    for (const [offset, length] of [
      [8, 3],
      [-1, 1],
      [0, -1],
      [0.5, 1],
      [Number.POSITIVE_INFINITY, 0],
      [0, Number.NaN],
    ] as const) {
      expect(() => digits.read(offset, length)).toThrow('are not in its 10 bytes');
    }
    expect(() => sectionOf(digits, { name: 'section', offset: 5, length: 6 })).toThrow(
      'digits: 6 bytes at 5',
    );
    const section = sectionOf(digits, { name: 'section', offset: 3, length: 4 });
    expect(() => section.read(3, 2)).toThrow('section: 2 bytes at 3 are not in its 4 bytes');
  });
});
