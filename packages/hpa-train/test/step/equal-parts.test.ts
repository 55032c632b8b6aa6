import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { equalParts } from '../../src/step/equal-parts.js';

test('sixteen images of which six fit are split into parts of 6, 5 and 5', () => {
  expect(equalParts(16, { maximum: 6 })).toEqual([
    { begin: 0, size: 6 },
    { begin: 6, size: 5 },
    { begin: 11, size: 5 },
  ]);
});

test('a batch that fits is one part', () => {
  expect(equalParts(4, { maximum: 4 })).toEqual([{ begin: 0, size: 4 }]);
  expect(equalParts(4, { maximum: Number.POSITIVE_INFINITY })).toEqual([{ begin: 0, size: 4 }]);
});

test('parts follow each other, cover everything, keep to the maximum, and differ in size by at most one', () => {
  assert(
    property(integer({ min: 1, max: 300 }), integer({ min: 1, max: 300 }), (count, maximum) => {
      const parts = equalParts(count, { maximum });
      let next = 0;
      for (const { begin, size } of parts) {
        expect(begin).toBe(next);
        next += size;
      }
      expect(next).toBe(count);
      expect(parts).toHaveLength(Math.ceil(count / maximum));
      expect(parts[0]!.size).toBeLessThanOrEqual(maximum);
      expect(parts[0]!.size - parts.at(-1)!.size).toBeLessThanOrEqual(1);
    }),
  );
});
