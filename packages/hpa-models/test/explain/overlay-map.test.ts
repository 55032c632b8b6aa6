import { describe, expect, it } from 'vitest';
import { overlayMap } from '../../src/index.js';

describe('overlayMap', () => {
  const image = [100, 100, 100, 100, 100, 100, 200, 0, 40];

  it('colors by the share of the maximum, and keeps the rest of the image', () => {
    const overlay = overlayMap([-3, 2, 1], { height: 1, width: 3, image, opacity: 1 });
    // The last color of the map is 252, 255, 164; half of the middle one, 186, 54, 85, is mixed in.
    expect([...overlay]).toEqual([100, 100, 100, 255, 252, 255, 164, 255, 193, 27, 62, 255]);
  });

  it('is the image if the map or the opacity is 0', () => {
    const expected = [100, 100, 100, 255, 100, 100, 100, 255, 200, 0, 40, 255];
    expect([...overlayMap([0, -1, -2], { height: 1, width: 3, image })]).toEqual(expected);
    expect([...overlayMap([1, 2, 3], { height: 1, width: 3, image, opacity: 0 })]).toEqual(expected);
  });

  it('refuses sizes that do not match and values out of range', () => {
    const options = { height: 1, width: 3, image };
    expect(() => overlayMap([1, 2], options)).toThrow(
      'a 1 x 3 overlay needs 3 values of the map and 9 of the image; received 2 and 9',
    );
    expect(() => overlayMap([1, 2, Number.NaN], options)).toThrow('map must be finite; value 2 is NaN');
    expect(() => overlayMap([1, 2, 3], { ...options, opacity: 2 })).toThrow(
      'opacity must be in [0, 1]; received 2',
    );
  });
});
