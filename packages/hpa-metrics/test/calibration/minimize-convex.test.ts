import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimizeConvex } from '../../src/calibration/minimize-convex.js';

const bounds = { minimum: 0.1, maximum: 10, start: 1 };

describe('minimizeConvex', () => {
  it('finds the lowest point of a parabola', () => {
    expect(minimizeConvex((x) => ({ first: 2 * (x - 3), second: 2 }), bounds)).toBe(3);
  });

  it('ends where the function falls or rises all the way', () => {
    expect(minimizeConvex(() => ({ first: -1, second: 0 }), bounds)).toBe(10);
    expect(minimizeConvex(() => ({ first: 1, second: 0 }), bounds)).toBe(0.1);
  });

  it('finds the lowest point of functions on which plain Newton steps diverge', () => {
    // log(cosh) is so flat away from its lowest point that Newton's method leaves the bounds.
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 9, noNaN: true }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (lowest, steepness) => {
          const slopes = (x: number) => {
            const first = Math.tanh(steepness * (x - lowest));
            return { first, second: steepness * (1 - first * first) };
          };
          expect(minimizeConvex(slopes, bounds)).toBeCloseTo(lowest, 10);
        },
      ),
    );
  });

  it('finds a kink, where there is no second derivative to go by', () => {
    expect(minimizeConvex((x) => ({ first: x < 2 ? -1 : 1, second: 0 }), bounds)).toBeCloseTo(2, 12);
  });
});
