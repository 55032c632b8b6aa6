import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smoothLosses } from '../../src/finder/smooth-losses.js';

test('each loss is averaged with its neighbors, as worked by hand', () => {
  // (2 * 1 + 3) / 3, (1 + 2 * 3 + 5) / 4, (3 + 2 * 5 + 11) / 4, (5 + 2 * 11) / 3.
  expect(smoothLosses([1, 3, 5, 11], { reach: 2 })).toEqual([5 / 3, 3, 6, 9]);
  // (3 * 1 + 2 * 3 + 5) / 6 at the end that the triangle is cut off.
  expect(smoothLosses([1, 3, 5, 11], { reach: 3 })[0]).toBeCloseTo(14 / 6, 12);
  expect(smoothLosses([1, 3, 5, 11], { reach: 1 })).toEqual([1, 3, 5, 11]);
  expect(smoothLosses([], { reach: 2 })).toEqual([]);
});

test('it does not lag, keeps straight lines, and reaches no further than it says', () => {
  const losses = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(losses, fc.integer({ min: 1, max: 8 }), (values, reach) => {
      const smoothed = smoothLosses(values, { reach });
      const backwards = smoothLosses([...values].reverse(), { reach }).reverse();
      const line = smoothLosses(
        values.map((_, step) => 2 * step + 1),
        { reach },
      );
      const exploded = smoothLosses([...values, 1e6], { reach });
      for (const [step, loss] of smoothed.entries()) {
        // Sums of up to 15 doubles of up to 60.
        expect(backwards[step]).toBeCloseTo(loss, 10);
        if (step >= reach - 1 && step <= values.length - reach) {
          expect(line[step]).toBeCloseTo(2 * step + 1, 10);
        }
        if (step <= values.length - reach) {
          expect(exploded[step]).toBe(loss);
        }
      }
    }),
    { seed: 1 },
  );
});
