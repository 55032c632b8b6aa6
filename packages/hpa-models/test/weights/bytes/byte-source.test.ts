import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/weights/bytes/byte-source.js';
import { joinSources } from '../../../src/weights/bytes/join-sources.js';
import { sliceSource } from '../../../src/weights/bytes/slice-source.js';

const digits = memorySource('digits', Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));

describe('byte sources', () => {
  it('return a copy at the start of its buffer, of a Node Buffer too', () => {
    const pooled = Buffer.from([9, 8, 7]);
    const bytes = memorySource('pooled', pooled).read(1, 2);
    expect([...new Uint8Array(bytes.buffer)]).toEqual([8, 7]);
    bytes[0] = 0;
    expect(pooled[1]).toBe(8);
  });

  it('are sliced and joined without a copy', () => {
    const section = sliceSource(digits, { name: 'section', offset: 3, length: 4 });
    expect([...section.read(1, 2)]).toEqual([4, 5]);
    const joined = joinSources('joined', [section, memorySource('empty', new Uint8Array(0)), digits]);
    expect(joined.size).toBe(14);
    expect([...joined.read(2, 5)]).toEqual([5, 6, 0, 1, 2]);
  });

  it('refuse a range outside of them before they allocate memory', () => {
    const message =
      'digits: cannot read 9007199254740991 bytes at offset 0: the size is 10 bytes. Is the file truncated?';
    expect(() => digits.read(0, Number.MAX_SAFE_INTEGER)).toThrow(new RangeError(message));
    for (const [offset, length] of [
      [8, 3],
      [-1, 1],
      [0, -1],
      [0.5, 1],
      [Number.POSITIVE_INFINITY, 0],
      [0, Number.NaN],
    ] as const) {
      expect(() => digits.read(offset, length)).toThrow('the size is 10 bytes');
    }
    expect(() => sliceSource(digits, { name: 'section', offset: 5, length: 6 })).toThrow(
      'digits: cannot read 6 bytes at offset 5',
    );
    const section = sliceSource(digits, { name: 'section', offset: 3, length: 4 });
    expect(() => section.read(3, 2)).toThrow('section: cannot read 2 bytes at offset 3: the size is 4 bytes');
  });
});
