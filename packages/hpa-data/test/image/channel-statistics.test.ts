import { describe, expect, it } from 'vitest';
import { channelStatistics } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';

describe('channelStatistics', () => {
  it('computes mean, deviation, quantiles and correlations worked by hand', () => {
    // Red 0, 51, 102, 153; green falls as red rises; blue is flat; yellow is red.
    const image = makeImage([2, 2], ({ y, x, channel }) => {
      const step = 2 * y + x;
      return [51 * step, 51 * (3 - step), 40, 51 * step][channel]!;
    });
    const statistics = channelStatistics(image);
    expect(statistics).toHaveLength(30);
    const deviation = Math.sqrt(1.25) * 0.2;
    const expected = [
      0.3,
      deviation,
      0,
      0.2,
      0.6,
      0.6,
      0.3,
      deviation,
      0,
      0.2,
      0.6,
      0.6,
      40 / 255,
      0,
      40 / 255,
      40 / 255,
      40 / 255,
      40 / 255,
      0.3,
      deviation,
      0,
      0.2,
      0.6,
      0.6,
      -1,
      0,
      1,
      0,
      -1,
      0,
    ];
    for (const [index, value] of expected.entries()) {
      expect(statistics[index], `number ${index}`).toBeCloseTo(value, 12);
    }
  });

  it('does not change if the pixels are permuted', () => {
    const image = makeImage([4, 4], ({ y, x, channel }) => (y * 61 + x * 17 + channel * 29) % 256);
    const turned = makeImage([4, 4], ({ y, x, channel }) => ((3 - x) * 61 + y * 17 + channel * 29) % 256);
    expect(channelStatistics(turned)).toEqual(channelStatistics(image));
  });
});
