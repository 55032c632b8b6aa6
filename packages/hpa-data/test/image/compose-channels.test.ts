import { describe, expect, it } from 'vitest';
import { composeChannels } from '../../src/image/compose-channels.js';
import { type Composition, channelCount } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';

/** One pixel of the given red, green, blue and yellow. */
const pixel = (...levels: number[]) => makeImage([1, 1], ({ channel }) => levels[channel]!);

describe('composeChannels', () => {
  it('keeps red, green, blue and yellow in that order for rgby', () => {
    expect([...composeChannels(pixel(1, 2, 3, 4), { composition: 'rgby' })]).toEqual([1, 2, 3, 4]);
  });

  it('puts blue first, then green, red and yellow for bgry', () => {
    expect([...composeChannels(pixel(1, 2, 3, 4), { composition: 'bgry' })]).toEqual([3, 2, 1, 4]);
  });

  it('adds half of yellow, rounded down, to red and green for rgb-half-yellow', () => {
    expect([...composeChannels(pixel(10, 20, 30, 9), { composition: 'rgb-half-yellow' })]).toEqual([
      14, 24, 30,
    ]);
  });

  it('stops at 255 where the notebook would wrap round', () => {
    expect([...composeChannels(pixel(200, 128, 255, 255), { composition: 'rgb-half-yellow' })]).toEqual([
      255, 255, 255,
    ]);
  });

  it('goes through the pixels row by row', () => {
    const image = makeImage([2, 2], ({ y, x, channel }) => 100 * y + 10 * x + channel);
    expect([...composeChannels(image, { composition: 'bgry' })]).toEqual([
      2, 1, 0, 3, 12, 11, 10, 13, 102, 101, 100, 103, 112, 111, 110, 113,
    ]);
  });

  it('refuses data that does not fit the height and width', () => {
    const image = { height: 2, width: 2, data: new Uint8Array(12) };
    expect(() => composeChannels(image, { composition: 'rgby' })).toThrow(
      new RangeError('a 2x2 image of four stains must have 16 bytes; received 12'),
    );
  });

  it.each(['rgb', 'toString'])('refuses the composition %s', (composition) => {
    expect(() => composeChannels(pixel(0, 0, 0, 0), { composition: composition as Composition })).toThrow(
      new RangeError(`composition must be one of rgby, bgry, rgb-half-yellow; received ${composition}`),
    );
  });
});

describe('channelCount', () => {
  it('is the length of what composeChannels gives a pixel', () => {
    for (const composition of ['rgby', 'bgry', 'rgb-half-yellow'] as const) {
      expect(channelCount(composition)).toBe(composeChannels(pixel(0, 0, 0, 0), { composition }).length);
    }
  });
});
