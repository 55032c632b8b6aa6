import { expect, test } from 'vitest';
import { memoryEstimate } from '../../src/memory/memory-estimate.js';

// Two moments: 100 + 10 B bytes, like a gradient of large weights, and 30 + 50 B, like activations. They cross at B = 1.75,
// so that the peaks of one image and of two, 110 and 130, lie on different lines.
const one = [
  { bytes: 100, liveBytes: 110 },
  { bytes: 50, liveBytes: 80 },
];
const two = [
  { bytes: 100, liveBytes: 120 },
  { bytes: 100, liveBytes: 130 },
];
const estimate = memoryEstimate({ one, two });

test('the peak is the largest of the moments, each a line through one image and two', () => {
  expect([1, 2, 3, 10].map(estimate.peakBytes)).toEqual([110, 130, 180, 530]);
  expect([1, 2, 3, 10].map(estimate.largestTensorBytes)).toEqual([100, 100, 150, 500]);
});

test('the largest batch is the last whose peak and largest tensor stay within the limits', () => {
  expect(estimate.largestBatch({ totalBytes: 180 })).toBe(3);
  expect(estimate.largestBatch({ totalBytes: 179 })).toBe(2);
  expect(estimate.largestBatch({ totalBytes: 109 })).toBe(0);
  expect(estimate.largestBatch({ totalBytes: -5 })).toBe(0);
  expect(estimate.largestBatch({ largestTensorBytes: 499 })).toBe(9);
  expect(estimate.largestBatch({ largestTensorBytes: 99 })).toBe(0);
  expect(estimate.largestBatch({ totalBytes: 180, largestTensorBytes: 120 })).toBe(2);
  expect(estimate.largestBatch({})).toBe(Number.POSITIVE_INFINITY);
});

test('passes whose moments cannot be matched are estimated as if everything grew with the batch', () => {
  const unpaired = memoryEstimate({ one: one.slice(1), two });
  expect([1, 2, 4].map(unpaired.peakBytes)).toEqual([80, 160, 320]);
  expect(unpaired.largestBatch({ totalBytes: 320 })).toBe(4);
});
