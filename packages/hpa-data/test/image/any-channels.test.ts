import '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { stretchCell } from '../../src/image/stretch-cell.js';
import {
  augmentations,
  augmentBatches,
  type CellImage,
  cacheImages,
  channelStatistics,
  colorCell,
  createBatches,
  fingerprintSamples,
  measureChannels,
  orientImage,
  segmentCells,
  syntheticField,
  toCellImage,
  toModelInput,
} from '../../src/index.js';
import { fingerprintCell } from '../../src/leakage/fingerprint-cell.js';
import { makeSample } from '../support/make-sample.js';

const ALL = ['nucleus', 'actin', 'protein', 'Hoechst 33342', 'mito', 'er', 'brightfield', 'golgi'];

/** An image of the first channels of the list, whose levels say where they are: 100 y + 10 x + channel. */
function imageOf(count: number, [height, width]: readonly [number, number] = [2, 3]): CellImage {
  const data = Uint8Array.from({ length: height * width * count }, (_, at) => {
    const pixel = Math.floor(at / count);
    return (100 * Math.floor(pixel / width) + 10 * (pixel % width) + (at % count)) % 256;
  });
  return { height, width, channels: ALL.slice(0, count), data };
}

const inputOf = ({ height, width, channels = [] }: CellImage) =>
  ({ height, width, channels, normalization: 'none' }) as const;

describe.each([1, 2, 3, 5, 8])('an image of %i channels', (count) => {
  const image = imageOf(count);
  const channels = ALL.slice(0, count);

  it('gives a model its planes by name, in the order that is asked for', () => {
    expect([...toModelInput(image, inputOf(image))]).toEqual([...image.data]);
    const backwards = toModelInput(image, { ...inputOf(image), channels: [...channels].reverse() });
    expect([...backwards.slice(0, count)]).toEqual([...image.data.slice(0, count)].reverse());
    const last = channels.at(-1)!;
    const only = toModelInput(image, { ...inputOf(image), channels: [last, `${last}+nucleus/2`] });
    // The pixel in row 1 and column 2 is 120 in the nucleus.
    expect([...only.slice(-2)]).toEqual([120 + count - 1, 120 + count - 1 + 60]);
  });

  it('names the channel that a model asks for and the image lacks', () => {
    expect(() => toModelInput(image, { ...inputOf(image), channels: ['nucleus', 'microtubules/2'] })).toThrow(
      new RangeError(
        `each of channels must be ${channels.join(', ')} or a sum such as microtubules+er/2; received microtubules/2`,
      ),
    );
  });

  it('is turned and mirrored with all its channels', () => {
    const turned = orientImage(image, 5);
    expect([turned.height, turned.width, turned.channels]).toEqual([3, 2, channels]);
    // A quarter turn clockwise brings the lower left pixel to the upper left.
    expect(turned.data[0]).toBe(100);
    expect(turned.data[count - 1]).toBe(100 + count - 1);
    expect(orientImage(turned, 6)).toEqual(image);
  });

  it('is stretched channel by channel', () => {
    const flat = { ...image, data: image.data.map((_, at) => 20 * (at % count) + 5) };
    const stretched = stretchCell(flat, { height: 4, width: 5 });
    expect(stretched.channels).toEqual(channels);
    expect([...new Set(stretched.data.filter((_, at) => at % count === count - 1))]).toEqual([
      20 * (count - 1) + 5,
    ]);
    expect(stretched.data.length).toBe(20 * count);
  });

  it('is summarized by six numbers a channel and one a pair', () => {
    const statistics = channelStatistics(image);
    expect(statistics).toHaveLength(6 * count + (count * (count - 1)) / 2);
    // Levels 0, 10, 20, 100, 110, 120 and the number of the channel.
    for (let channel = 0; channel < count; channel++) {
      expect(statistics[6 * channel]).toBeCloseTo((60 + channel) / 255, 12);
    }
    expect([...statistics.slice(6 * count)].every((each) => Math.abs(each - 1) < 1e-12)).toBe(true);
  });

  it('is measured, cached and batched by a store that says its channels', async () => {
    const samples = ['a', 'b'].map((id) => makeSample(id));
    const store = { height: 2, width: 3, channels, image: async () => image, close: async () => {} };
    const cached = cacheImages(store);
    expect(cached.channels).toEqual(channels);
    const measured = await measureChannels(samples, { images: cached });
    expect(Object.keys(measured.get('all')!.channels)).toEqual(channels);
    expect(measured.get('all')!.channels.nucleus!.mean).toBeCloseTo(60 / 255, 12);
    const batching = { images: cached, classCount: 1, batchSize: 2, seed: 1 };
    for await (const batch of createBatches(samples, { ...batching, input: inputOf(image) }).batches(0)) {
      expect(batch.images.shape).toEqual([2, 2, 3, count]);
      batch.dispose();
    }
    expect(() =>
      createBatches(samples, { ...batching, input: { ...inputOf(image), channels: ['microtubules'] } }),
    ).toThrow(`each of channels must be ${channels.join(', ')} or a sum`);
  });

  it('is colored, and fingerprinted by protein and nucleus where it has them', async () => {
    expect(colorCell(image)).toHaveLength(18);
    const wide = imageOf(count, [34, 34]);
    const rising = { ...wide, data: wide.data.map((_, at) => 7 * (Math.floor(at / count / 2) % 17)) };
    expect(fingerprintCell(rising).length).toBe(count === 1 ? 34 : 68);
    const found = await fingerprintSamples([makeSample('a')], { images: { image: async () => rising } });
    expect(found.get('a')).toEqual(fingerprintCell(rising));
  });

  it('comes of one picture a channel, gray or in any color', async () => {
    const picture = (level: number) => ({
      height: 1,
      width: 1,
      data: Uint8ClampedArray.of(level, 0, level / 2, 255),
      colorSpace: 'srgb',
    });
    const source = Object.fromEntries(channels.map((name, at) => [name, picture(10 * at + 20)]));
    const made = await toCellImage(source, { channels });
    expect(made.channels).toEqual(channels);
    // The nucleus is blue and the protein green; other channels are the brightest component.
    expect([...made.data]).toEqual([10, 30, 0, 50, 60, 35, 80, 90].slice(0, count));
    const { [channels.at(-1)!]: _, ...others } = source;
    const lacking = toCellImage(count === 1 ? {} : others, { channels });
    await expect(lacking).rejects.toThrow(
      `expected pictures of ${channels.join(', ')}; ${channels.at(-1)} missing`,
    );
  });
});

describe('images of other channels than those of the Atlas', () => {
  it('show each other channel in a color of its own', () => {
    const channels = ['actin', 'nucleus', 'mito', 'x', 'y'];
    const colorsOf = (at: number) => [
      ...colorCell({
        height: 1,
        width: 1,
        channels,
        data: Uint8Array.from(channels, (_, i) => (i === at ? 200 : 0)),
      }),
    ];
    expect(channels.map((_, at) => colorsOf(at))).toEqual([
      [200, 0, 200],
      [0, 0, 200],
      [0, 200, 200],
      [200, 200, 200],
      [200, 100, 0],
    ]);
  });

  it('look alike to the fingerprint if protein and nucleus do, whatever else they have and in whichever order', () => {
    const { image } = syntheticField({ height: 64, width: 64, cells: 1, location: 25, seed: 3 });
    const pick = (at: number[]) =>
      Uint8Array.from(
        { length: 64 * 64 * at.length },
        (_, i) => image.data[4 * Math.floor(i / at.length) + at[i % at.length]!]!,
      );
    const two = { height: 64, width: 64, channels: ['nucleus', 'protein'], data: pick([2, 1]) };
    const three = { height: 64, width: 64, channels: ['actin', 'protein', 'nucleus'], data: pick([0, 1, 2]) };
    expect(fingerprintCell(two)).toEqual(fingerprintCell(image));
    expect(fingerprintCell(three)).toEqual(fingerprintCell(image));
  });

  it('are segmented by nucleus and by what shows the bodies, by name', () => {
    const { image } = syntheticField({ height: 96, width: 96, cells: 3, location: 25, seed: 2 });
    const swapped = Uint8Array.from(
      { length: 96 * 96 * 2 },
      (_, i) => image.data[4 * (i >> 1) + (i % 2 === 0 ? 2 : 0)]!,
    );
    const two = { height: 96, width: 96, channels: ['nucleus', 'actin'], data: swapped };
    expect(segmentCells(two, { growOver: ['actin'] })).toEqual(
      segmentCells(image, { growOver: ['microtubules'] }),
    );
    expect(() => segmentCells(two)).toThrow(
      'growOver must name one or more of actin, each once; received []',
    );
    expect(() => segmentCells({ ...two, channels: ['dna', 'actin'] })).toThrow(
      'image must have a channel nucleus; it has dna, actin',
    );
  });

  it.each([
    [[], 'channels must be 1 to 8 names; received 0'],
    [Array.from({ length: 9 }, (_, at) => `c${at}`), 'channels must be 1 to 8 names; received 9'],
    [['a', 'A'], 'channels must differ; received A twice among a, A'],
    [
      ['a+b'],
      'each of channels must be a name of letters, digits, spaces, dots, hyphens and underscores; received "a+b"',
    ],
    [['constructor'], 'received "constructor"'],
    [[''], 'received ""'],
  ])('are refused if the channels are %j', async (channels, message) => {
    await expect(toCellImage({}, { channels })).rejects.toThrow(message);
  });

  it('are refused by measureChannels if some have other channels than the others', async () => {
    const image = async ({ id }: { readonly id: string }) => imageOf(id === 'a' ? 2 : 3);
    await expect(measureChannels([makeSample('a'), makeSample('b')], { images: { image } })).rejects.toThrow(
      'sample b: expected an image of nucleus, actin like the others; found nucleus, actin, protein',
    );
  });

  it('are augmented, each channel where the others are', async () => {
    const image = imageOf(5, [16, 16]);
    const store = { height: 16, width: 16, channels: ALL.slice(0, 5), image: async () => image };
    const batches = createBatches([makeSample('a'), makeSample('b')], {
      images: store,
      input: { ...inputOf(image), normalization: 'unit' },
      classCount: 1,
      batchSize: 2,
      seed: 1,
    });
    const {
      randomFlip,
      randomRotate90,
      randomAffine,
      randomCrop,
      intensityJitter,
      gaussianNoise,
      cutout,
      mixup,
    } = augmentations;
    const all = [
      randomFlip(),
      randomRotate90(),
      randomAffine(),
      intensityJitter(),
      gaussianNoise(),
      cutout(),
      mixup(),
    ];
    const augmented = augmentBatches(batches, {
      augmentations: [...all, randomCrop({ size: 8 })],
      seed: 1,
    });
    for await (const batch of augmented.batches(0)) {
      expect(batch.images.shape).toEqual([2, 8, 8, 5]);
      batch.dispose();
    }
  });
});
