import { describe, expect, it } from 'vitest';
import { selectChannels } from '../../src/image/select-channels.js';
import { COMPOSITIONS } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';

/** One pixel of the given red, green, blue and yellow. */
const pixel = (...levels: number[]) => makeImage([1, 1], ({ channel }) => levels[channel]!);

describe('selectChannels', () => {
  it('keeps red, green, blue and yellow in that order for rgby', () => {
    expect([...selectChannels(pixel(1, 2, 3, 4), { channels: COMPOSITIONS.rgby })]).toEqual([1, 2, 3, 4]);
  });

  it('puts blue first, then green, red and yellow for bgry', () => {
    expect([...selectChannels(pixel(1, 2, 3, 4), { channels: COMPOSITIONS.bgry })]).toEqual([3, 2, 1, 4]);
  });

  it('adds half of yellow, rounded down, to red and green for rgb-half-yellow', () => {
    expect([...selectChannels(pixel(10, 20, 30, 9), { channels: COMPOSITIONS['rgb-half-yellow'] })]).toEqual([
      14, 24, 30,
    ]);
  });

  it('stops at 255 where the notebook would wrap round', () => {
    expect([
      ...selectChannels(pixel(200, 128, 255, 255), { channels: COMPOSITIONS['rgb-half-yellow'] }),
    ]).toEqual([255, 255, 255]);
  });

  it('wraps round past 255 as the bytes of the notebook do, if asked to', () => {
    const channels = COMPOSITIONS['rgb-half-yellow-wrapping'];
    // Half of 255, rounded down, is 127: 200 + 127 = 327 = 256 + 71, and 128 + 127 = 255 stays.
    expect([...selectChannels(pixel(200, 128, 255, 255), { channels })]).toEqual([71, 255, 255]);
    // 129 + 127 = 256 is black.
    expect([...selectChannels(pixel(129, 0, 0, 255), { channels })]).toEqual([0, 127, 0]);
    // 255 + 255 + 127 = 637 = 2 x 256 + 125.
    expect([...selectChannels(pixel(255, 255, 0, 255), { channels: ['er+protein+er/2%256'] })]).toEqual([
      125,
    ]);
  });

  it('wraps halves and sums round alone: one whole channel stays as it is', () => {
    expect([...selectChannels(pixel(3, 5, 31, 255), { channels: ['er%256', 'er/2%256'] })]).toEqual([
      255, 127,
    ]);
  });

  it('goes through the pixels row by row', () => {
    const image = makeImage([2, 2], ({ y, x, channel }) => 100 * y + 10 * x + channel);
    expect([...selectChannels(image, { channels: COMPOSITIONS.bgry })]).toEqual([
      2, 1, 0, 3, 12, 11, 10, 13, 102, 101, 100, 103, 112, 111, 110, 113,
    ]);
  });

  it('refuses data that does not fit the height and width', () => {
    const image = { height: 2, width: 2, data: new Uint8Array(12) };
    expect(() => selectChannels(image, { channels: COMPOSITIONS.rgby })).toThrow(
      new RangeError('the data of a 2x2 image must have 16 bytes; received 12'),
    );
  });

  it('selects any channels, and sums of any of them, whole or halved', () => {
    const channels = ['protein', 'nucleus/2', 'er+er+er/2', 'microtubules/2+protein/2'];
    expect([...selectChannels(pixel(3, 5, 31, 10), { channels })]).toEqual([5, 15, 25, 3]);
    expect([...selectChannels(pixel(3, 200, 31, 100), { channels: ['protein+er'] })]).toEqual([255]);
  });

  it('copies the image, even if it changes nothing', () => {
    const image = pixel(1, 2, 3, 4);
    const selected = selectChannels(image, { channels: COMPOSITIONS.rgby });
    selected[0] = 9;
    expect(image.data[0]).toBe(1);
  });

  it.each([
    'red',
    'toString',
    '',
    'er+',
    'er/3',
    'er/2/2',
    'Er',
    'protein + er',
    '2er',
    '%256',
    'er%256+er',
    'er%255',
  ])('refuses the plane %j', (plane) => {
    expect(() => selectChannels(pixel(0, 0, 0, 0), { channels: ['er', plane] })).toThrow(
      new RangeError(
        `each of channels must be microtubules, protein, nucleus, er or a sum such as microtubules+er/2; received ${plane}`,
      ),
    );
  });

  it('refuses to select nothing', () => {
    expect(() => selectChannels(pixel(0, 0, 0, 0), { channels: [] })).toThrow(
      new RangeError('channels must name at least one plane; received []'),
    );
  });
});
