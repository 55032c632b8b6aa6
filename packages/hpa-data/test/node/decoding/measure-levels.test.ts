import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANNEL_NAMES, type ChannelName, type Sample } from '../../../src/index.js';
import { measureLevels, readCellImage } from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { encodePng } from '../support/encode-png.js';
import { type TiffOptions, writeTiff } from '../support/write-tiff.js';

/** A PNG of four by four pixels, black but for one. */
const png = (peak: number) => {
  const scanlines = new Uint8Array(20);
  scanlines[7] = peak;
  return encodePng([4, 4], { scanlines });
};

/** Samples of files, one for each channel in order, that are `sample-0`, `sample-1` and so on. */
async function samplesOf(images: readonly (readonly Uint8Array[])[]): Promise<Sample[]> {
  const named = images.flatMap((files, index) =>
    files.map((bytes, channel): [string, Uint8Array] => [`${index}_${channel}`, bytes]),
  );
  const folder = await datasetFolder(Object.fromEntries(named));
  return images.map((files, index) => ({
    id: `sample-${index}`,
    labels: [],
    channels: Object.fromEntries(
      files.map((_, channel) => [CHANNEL_NAMES[channel], join(folder, `${index}_${channel}`)]),
    ) as unknown as Sample['channels'],
  }));
}

/** Images of which each channel has the given brightest level; files of 12 bits in 16 where it is negative. */
const imagesOf = (peaks: readonly (readonly number[])[]) =>
  samplesOf(peaks.map((levels) => levels.map((peak) => (peak < 0 ? camera(-peak * 16) : png(peak)))));

/** A page of 16 bits, black but for one pixel. */
const camera = (peak: number, options: TiffOptions = {}) =>
  writeTiff([Uint16Array.from({ length: 16 }, (_, pixel) => (pixel === 5 ? peak : 0))], options);

/** Three channels of one file each, all alike. */
const alike = (...files: Uint8Array[]) => samplesOf(files.map((file) => [file, file, file]));

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const all = <T>(item: T, names: readonly ChannelName[] = CHANNEL_NAMES) =>
  Object.fromEntries(names.map((name) => [name, item]));
const STAINS: readonly ChannelName[] = ['microtubules', 'protein', 'nucleus'];

const OME = (bits: number) =>
  `<OME><Image><Pixels SignificantBits="${bits}" SizeC="1" SizeZ="1" SizeT="1"/></Image></OME>`;

describe('the bit depth', () => {
  it('is the fewest of 8, 10, 12, 14 and 16 bits that hold the highest level of any channel of the images', async () => {
    for (const [highest, white] of [
      [255, 255],
      [256, 1023],
      [1024, 4095],
      [4095, 4095],
      [4096, 16_383],
      [16_384, 65_535],
    ] as const) {
      const samples = await samplesOf([
        [camera(200), camera(100), camera(30)],
        [camera(30), camera(highest), camera(200)],
      ]);
      const bits = Math.log2(white + 1);
      expect(await measureLevels(samples, { levels: 'bit-depth' })).toMatchObject({
        way: 'bit-depth',
        perChannel: all([0, white]),
        basis: `${bits} bits, which hold the highest level found, ${highest}`,
      });
    }
  });

  it('is what OME-XML states, unless a level is higher', async () => {
    const stated = await alike(camera(900, { description: OME(12) }));
    expect(await measureLevels(stated, { levels: 'bit-depth' })).toMatchObject({
      perChannel: all([0, 4095]),
      basis: '12 bits, as the files state',
    });
    const beyond = await alike(camera(9000, { description: OME(12) }));
    expect(await measureLevels(beyond, { levels: 'bit-depth' })).toMatchObject({
      perChannel: all([0, 16_383]),
      basis: '14 bits, which hold the highest level found, 9000',
    });
  });

  it('leaves files of 8 bits as they are', async () => {
    const levels = { way: 'bit-depth', perChannel: {}, basis: 'files of 8 bits, as they are', warnings: [] };
    const samples = await imagesOf([[200, 200, 255, 99]]);
    const sizes = [{ id: 'sample-0', height: expect.any(Number), width: expect.any(Number) }];
    expect(await measureLevels(samples, { levels: 'bit-depth' })).toEqual({ ...levels, sizes });
    expect(await measureLevels(samples)).toEqual({ ...levels, sizes });
    expect(await measureLevels([])).toEqual({ ...levels, sizes: [] });
  });

  it('is of no floating-point, negative or greater levels: percentiles scale these, with a warning', async () => {
    const ramp = Array.from({ length: 16 }, (_, index) => index);
    const samples = await samplesOf([
      [
        writeTiff([Float32Array.from(ramp, (level) => level / 16)], { format: 3 }),
        writeTiff([Int16Array.from(ramp, (level) => level - 8)], { format: 2 }),
        camera(4000),
        writeTiff([Uint32Array.from(ramp, (level) => level * 65_536)]),
      ],
    ]);
    const measured = await measureLevels(samples, { levels: 'bit-depth' });
    expect(measured.perChannel).toEqual({
      microtubules: [0, 15 / 16],
      protein: [-8, 7],
      nucleus: [0, 4095],
      er: [0, 15 * 65_536],
    });
    const warning = (name: string) =>
      `the levels of the ${name} channel have no bit depth, since some are floating-point numbers, below 0 or above 65535: percentiles scale them`;
    expect(measured.warnings).toEqual([warning('microtubules'), warning('protein'), warning('er')]);
  });
});

describe('percentiles', () => {
  /** 1000 pixels with the levels 0 to 999, times a factor. */
  const thousand = (factor: number) =>
    writeTiff([Uint16Array.from({ length: 1000 }, (_, index) => index * factor)], { width: 50, height: 20 });

  it('are what scales more than 8 bits by default: the 0.1th and the 99.9th of each channel over all images', async () => {
    const samples = await samplesOf([
      [thousand(1), thousand(2), thousand(4)],
      [thousand(1), thousand(2), thousand(0)],
    ]);
    const { warnings, sizes, ...levels } = await measureLevels(samples);
    expect(sizes).toEqual([
      { id: 'sample-0', height: 20, width: 50 },
      { id: 'sample-1', height: 20, width: 50 },
    ]);
    expect(levels).toEqual({
      way: 'percentile',
      // Of 2000 levels, the 2nd and the 1998th: of the nucleus, half of them are 0.
      perChannel: { microtubules: [0, 998], protein: [0, 1996], nucleus: [0, 3988] },
      basis: 'the percentiles 0.1 and 99.9 of each channel in 2 images',
    });
    expect(warnings).toEqual([]);
    const { data } = await readCellImage(samples[0]!.channels, { levels });
    // 500 of 998 is 127.8 of 255, and 2000 of 3988 is 127.9.
    expect([...data.subarray(4 * 500, 4 * 501)]).toEqual([128, 128, 128, 0]);
    expect([...data.subarray(4 * 999)]).toEqual([255, 255, 255, 0]);
  });

  it('read floating-point, 32-bit and negative levels, and never need levels to be stated', async () => {
    const ramp = Array.from({ length: 16 }, (_, index) => index);
    const expected = ramp.map((level) => level * 17);
    for (const file of [
      writeTiff([Float32Array.from(ramp, (level) => level / 16 - 0.5)], { format: 3 }),
      writeTiff([Float64Array.from(ramp, (level) => level / 16)], { format: 3 }),
      writeTiff([Int16Array.from(ramp, (level) => level - 32_768)], { format: 2 }),
      writeTiff([Int32Array.from(ramp, (level) => level * 256 - 1024)], { format: 2 }),
      writeTiff([Uint32Array.from(ramp, (level) => level * 65_536)]),
    ]) {
      const [sample] = await alike(file);
      const levels = await measureLevels([sample!]);
      const { data } = await readCellImage(sample!.channels, { levels });
      expect([...data].filter((_, index) => index % 4 === 1)).toEqual(expected);
    }
  });

  it('scale files of 8 bits too if they are asked for, by themselves', async () => {
    const samples = await samplesOf([times(3, png(51)), times(3, camera(4000))]);
    expect(await measureLevels(samples, { levels: 'percentile' })).toMatchObject({
      way: 'percentile',
      perChannel: all([0, 4000], STAINS),
      of8Bits: all([0, 51], STAINS),
      warnings: [],
    });
  });

  it('are the brightest level where few pixels are not black, and a level apart where all are alike', async () => {
    const flat = writeTiff([new Uint16Array(16).fill(100)]);
    const sparse = writeTiff([Uint16Array.from({ length: 4000 }, (_, index) => (index === 9 ? 700 : 0))], {
      width: 80,
      height: 50,
    });
    const [a, b] = [await alike(flat), await alike(sparse)];
    expect((await measureLevels(a)).perChannel).toEqual(all([100, 101], STAINS));
    expect((await measureLevels(b)).perChannel).toEqual(all([0, 700], STAINS));
  });
});

describe('levels that are stated', () => {
  it('are those of all channels', async () => {
    expect(await measureLevels(await alike(camera(4000)), { levels: [0, 4095] })).toEqual({
      way: [0, 4095],
      perChannel: all([0, 4095]),
      basis: 'as stated',
      warnings: [],
      sizes: [{ id: 'sample-0', height: 4, width: 4 }],
    });
  });

  it('and other options must be what they can be', async () => {
    await expect(measureLevels([], { levels: [1, 0] })).rejects.toThrow(
      new RangeError('levels must be two numbers, that of black and a higher one of white; received 1, 0'),
    );
    await expect(measureLevels([], { levels: 'bright' as 'auto' })).rejects.toThrow(
      new RangeError('levels must be auto, bit-depth, percentile, or two numbers; received "bright"'),
    );
    await expect(measureLevels([], { channelOrder: ['er'] })).rejects.toThrow(
      'channelOrder must name three or four',
    );
  });
});

describe('the warnings', () => {
  const warningsOf = async (...parameters: Parameters<typeof measureLevels>) =>
    (await measureLevels(...parameters)).warnings;

  it('are none of images whose channels have bright pixels', async () => {
    expect(await warningsOf(await imagesOf(times(3, [200, 26, 255, 99])))).toEqual([]);
  });

  it('name a channel that is black in every image, however it is scaled', async () => {
    const warning = (count: string) =>
      `the protein channel is black in ${count} looked at: its files may be wrong`;
    expect(await warningsOf(await imagesOf(times(5, [200, 0, 255, 99])))).toEqual([warning('all 5 images')]);
    expect(await warningsOf(await samplesOf([[camera(9), camera(0), camera(9)]]))).toEqual([
      warning('the image'),
    ]);
  });

  it('are none of a channel that is black in some images, or allowed to be missing', async () => {
    expect(await warningsOf(await imagesOf([...times(5, [200, 0, 255]), [200, 90, 255]]))).toEqual([]);
  });

  it('name the images whose levels use under a tenth of the range', async () => {
    const eight = await imagesOf([...times(6, [200, 100, 255, 99]), ...times(5, [200, 9, 255, 99])]);
    expect(await warningsOf(eight)).toEqual([
      'the protein channel uses under a tenth of the range of levels in 5 of 11 images looked at (sample-6, sample-7, sample-8 and 2 more): they are no brighter than 9 of 255. Levels by percentile would scale the channel to what it holds',
    ]);
    const wide = await imagesOf([[-200, -100, -255], ...times(2, [-200, -9, -255])]);
    // 144 of 4095 is 8.97 of 255.
    expect(await warningsOf(wide, { levels: 'bit-depth' })).toEqual([
      'the protein channel uses under a tenth of the range of levels in 2 of 3 images looked at (sample-1, sample-2): they are no brighter than 9 of 255. Levels by percentile would scale the channel to what it holds',
    ]);
    expect(await warningsOf(wide, { levels: [0, 65_535] })).toHaveLength(3);
    // 144 of 1600.
    expect(await warningsOf(wide)).toEqual([
      'the protein channel uses under a tenth of the range of levels in 2 of 3 images looked at (sample-1, sample-2): they are no brighter than 23 of 255',
    ]);
  });

  it('say that files of 8 bits lie beside others, unless one scale is chosen', async () => {
    const mixed = await imagesOf([...times(3, [200, 100, 255, 99]), [-200, -100, -255, -80]]);
    expect(await warningsOf(mixed)).toEqual([
      expect.stringMatching(
        /^1 of 4 images looked at have levels of more than 8 bits: percentiles scale these/,
      ),
    ]);
    expect(await warningsOf(mixed, { levels: 'bit-depth' })).toEqual([]);
    expect(await warningsOf(mixed, { levels: [0, 4095] })).toEqual([]);
  });

  it('rest on 32 images, from the first to near the last, and on none that cannot be read', async () => {
    const samples = await imagesOf(times(40, [200, 0, 255, 99]));
    const broken = { ...samples[0]!, channels: { ...samples[0]!.channels, er: '/nowhere' } };
    const warning = (count: number) =>
      `the protein channel is black in all ${count} images looked at: its files may be wrong`;
    expect(await warningsOf([broken, ...samples.slice(1)])).toEqual([warning(31)]);
    // Samples that share their files are one image.
    const cells = samples.slice(0, 2).flatMap((sample) => times(50, sample));
    expect(await warningsOf(cells)).toEqual([warning(2)]);
  });
});
