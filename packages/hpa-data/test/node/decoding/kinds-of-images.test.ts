import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { CHANNEL_NAMES, type ChannelName } from '../../../src/index.js';
import { readCellImage } from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { encodePng, pngChunk } from '../support/encode-png.js';
import { type TiffOptions, writeTiff } from '../support/write-tiff.js';

type Reading = NonNullable<Parameters<typeof readCellImage>[1]>;

/** Sixteen levels from black to white. */
const ramp = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
/** A camera of 12 bits: 273 x 15 = 4095. */
const camera = Array.from({ length: 16 }, (_, index) => index * 273);
const plain = encodePng([4, 4], { scanlines: scanlinesOf(ramp, 4) });

/** Puts a filter byte 0 before each row. */
function scanlinesOf(bytes: Uint8Array, rowLength: number): Uint8Array {
  const rows = Array.from({ length: bytes.length / rowLength }, (_, row) => [
    0,
    ...bytes.subarray(row * rowLength, (row + 1) * rowLength),
  ]);
  return Uint8Array.from(rows.flat());
}

const channelNames: readonly ChannelName[] = CHANNEL_NAMES;

/** Reads a file as one channel of an image whose other channels are ramps. */
async function readAs(bytes: Uint8Array, name: ChannelName = 'protein', reading: Reading = {}) {
  const folder = await datasetFolder(
    Object.fromEntries([
      ...CHANNEL_NAMES.map((channel) => [`${channel}.png`, plain] as const),
      ['file', bytes] as const,
    ]),
  );
  const path = (channel: string) => join(folder, `${channel}.png`);
  const [microtubules, protein, nucleus, er] = CHANNEL_NAMES.map(path);
  const channels = { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! };
  const { data } = await readCellImage({ ...channels, [name]: join(folder, 'file') }, reading);
  return [...data.filter((_, index) => index % 4 === channelNames.indexOf(name))];
}

/** Reads a file as all four channels, or all but er: the levels of each pixel. */
async function readWhole(bytes: Uint8Array, reading: Reading = {}, { er = true } = {}) {
  const file = join(await datasetFolder({ file: bytes }), 'file');
  const channels = { microtubules: file, protein: file, nucleus: file };
  return [...(await readCellImage(er ? { ...channels, er: file } : channels, reading)).data];
}

const tiff = (levels: Parameters<typeof writeTiff>[0][0], options?: TiffOptions) =>
  writeTiff([levels], options);

describe('signed levels', () => {
  const scanr = Int16Array.from(camera, (level) => level - 32_768);

  it('are refused if they are negative and nothing says what is black', async () => {
    for (const file of [scanr, Int8Array.from({ length: 16 }, (_, index) => index - 8)]) {
      await expect(readAs(tiff(file, { format: 2 }), 'protein')).rejects.toThrow(
        /file: cannot be decoded: it holds signed levels such as -\d+, which do not say what is black; state black and white/,
      );
    }
  });

  it('go from the stated black to the stated white, whatever stores them', async () => {
    const levels = [-32_768, -28_673] as const;
    for (const options of [
      {},
      { bigEndian: true },
      { bigTiff: true },
      { compression: [8, deflateSync] },
    ] as const) {
      expect(await readAs(tiff(scanr, { format: 2, ...options }), 'protein', { levels })).toEqual([...ramp]);
    }
    const eight = Int8Array.from({ length: 16 }, (_, index) => index * 17 - 128);
    expect(await readAs(tiff(eight, { format: 2 }), 'er', { levels: [-128, 127] })).toEqual([...ramp]);
    const wide = Int32Array.from({ length: 16 }, (_, index) => index * 1000 - 7500);
    expect(await readAs(tiff(wide, { format: 2 }), 'er', { levels: [-7500, 7500] })).toEqual([...ramp]);
  });

  it('mean what unsigned ones mean if none is negative', async () => {
    expect(await readAs(tiff(Int16Array.from(camera), { format: 2 }))).toEqual(
      camera.map((level) => Math.round(level / 257)),
    );
    const eight = Int8Array.from({ length: 16 }, (_, index) => index * 8);
    expect(await readAs(tiff(eight, { format: 2 }))).toEqual([...eight]);
    expect(await readAs(tiff(Int16Array.from(camera), { format: 2 }), 'er', { levels: [0, 4095] })).toEqual([
      ...ramp,
    ]);
  });
});

describe('a TIFF with a palette', () => {
  const table = (color: (level: number) => readonly number[]) =>
    Uint16Array.from({ length: 768 }, (_, at) => color(at % 256)[Math.floor(at / 256)]! * 257);

  it.each([
    ['cyan', 'microtubules', (v: number) => [0, v, v]],
    ['magenta', 'protein', (v: number) => [v, 0, v]],
    ['green', 'nucleus', (v: number) => [0, v, 0]],
    ['gray', 'er', (v: number) => [v, v, v]],
  ] as const)('of %s is refused by name, as %s', async (_, name, color) => {
    const file = tiff(ramp, { photometric: 3, colorMap: table(color) });
    await expect(readAs(file, name)).rejects.toThrow(
      /file: expected a gray or color PNG, JPEG or TIFF of 8 or 16 bits; found 8-bit palette tiff, whose levels are entries of a color table$/,
    );
  });
});

describe('a TIFF that counts more planes than it has pages', () => {
  const ome = (more: string) =>
    `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint8" SizeX="4" SizeY="4" ${more}</Pixels></Image></OME>`;

  it.each([
    ['ImageJ images', { description: 'ImageJ=1.53t\nimages=4\nchannels=4\nhyperstack=true\n' }, 4],
    ['ImageJ slices', { description: 'ImageJ=1.53t\nslices=3\nframes=2\n' }, 6],
    ['SCIFIO', { description: 'SCIFIO=0.42\naxes=X,Y,Channel\nlengths=4,4,4\nimages=4\n' }, 4],
    ['tifffile', { description: '{"shape": [4, 4, 4]}' }, 4],
    ['OME-XML', { description: ome('SizeC="2" SizeZ="3" SizeT="1"><TiffData/>') }, 6],
    ['MetaMorph', { stackPlanes: 5 }, 5],
  ] as const)('is refused, as one channel and as a whole, by %s', async (_, options, planes) => {
    const expected = new RegExp(
      `file: expected a page for each plane; its description counts ${planes} planes, and the file has one page`,
    );
    await expect(readAs(tiff(ramp, options))).rejects.toThrow(expected);
    await expect(readWhole(tiff(ramp, options))).rejects.toThrow(expected);
  });

  it('is read if it counts as many, or its other planes are in other files', async () => {
    const uuid = (name: string, c: number) =>
      `<TiffData FirstC="${c}" IFD="0" PlaneCount="1"><UUID FileName="${name}">urn:uuid:${c}</UUID></TiffData>`;
    const two = `SizeC="2" SizeZ="1" SizeT="1">${uuid('a.tif', 0)}${uuid('b.tif', 1)}`;
    for (const description of [
      'ImageJ=1.53t\nimages=1\n',
      '{"shape": [4, 4]}',
      '{"shape": "of a cell"}',
      'images=4 of a talk',
      ome('SizeC="1" SizeZ="1" SizeT="1"><TiffData/>'),
      ome(two),
      '<OME',
    ]) {
      expect(await readAs(tiff(ramp, { description }))).toEqual([...ramp]);
    }
    const pages = [ramp, ramp, ramp, ramp];
    const stack = writeTiff(pages, { description: 'ImageJ=1.53t\nimages=4\nchannels=4\n' });
    expect((await readWhole(stack)).slice(-4)).toEqual([255, 255, 255, 255]);
    const color = tiff(new Uint8Array(48).fill(7), {
      photometric: 2,
      samples: 3,
      description: ome('SizeC="3" SizeZ="1" SizeT="1"><Channel SamplesPerPixel="3"/><TiffData/>'),
    });
    expect((await readWhole(color, {}, { er: false })).slice(0, 4)).toEqual([7, 7, 7, 0]);
  });
});

describe('a PNG of few bits', () => {
  it.each([
    [1, [0b1010_0000], [255, 0, 255, 0]],
    [2, [0b0001_1011], [0, 85, 170, 255]],
    [4, [0x05, 0xaf], [0, 85, 170, 255]],
  ])('of %d bits spreads its levels over 0 to 255', async (bits, row, levels) => {
    const scanlines = scanlinesOf(Uint8Array.from([...row, ...row, ...row, ...row]), row.length);
    const file = encodePng([4, 4], { scanlines, kind: [bits, 0, 0, 0, 0] });
    expect(await readAs(file)).toEqual([...levels, ...levels, ...levels, ...levels]);
  });
});

describe('alpha', () => {
  /** A ramp of gray or color with this alpha at the last pixel, opaque elsewhere. */
  const png = (bits: 8 | 16, colors: 1 | 3, last: number) => {
    const bytes = bits / 8;
    const pixels = Array.from(ramp, (level, pixel) => [
      ...Array.from({ length: colors }, () => level),
      pixel === 15 ? last : 255,
    ]);
    const stored = Uint8Array.from(
      pixels.flat(2).flatMap((level) => Array.from({ length: bytes }, () => level)),
    );
    return encodePng([4, 4], {
      scanlines: scanlinesOf(stored, 4 * (colors + 1) * bytes),
      kind: [bits, colors === 1 ? 4 : 6, 0, 0, 0],
    });
  };

  it.each([
    [8, 1],
    [8, 3],
    [16, 1],
    [16, 3],
  ] as const)(
    'of %d bits beside %d components is ignored if it is opaque throughout',
    async (bits, colors) => {
      expect(await readAs(png(bits, colors, 255))).toEqual([...ramp]);
      await expect(readAs(png(bits, colors, 254))).rejects.toThrow(
        /file: expected alpha that is opaque throughout; found \d+ of (255|65535) at pixel 15/,
      );
    },
  );

  it('of TIFF is ignored too, associated or not, if it is opaque throughout', async () => {
    for (const extra of [1, 2]) {
      const gray = Uint8Array.from([...ramp].flatMap((level) => [level, 255]));
      expect(await readAs(tiff(gray, { samples: 2, extraSamples: [extra] }))).toEqual([...ramp]);
      const color = Uint8Array.from([...ramp].flatMap((level) => [0, level, 0, 255]));
      const options = { samples: 4, photometric: 2, extraSamples: [extra] };
      expect(await readAs(tiff(color, options))).toEqual([...ramp]);
      color[3] = 0;
      await expect(readAs(tiff(color, options))).rejects.toThrow('found 0 of 255 at pixel 0');
    }
  });

  it('of one level or color, by a chunk tRNS, is ignored if no pixel has it', async () => {
    const withKey = (level: number) => {
      const file = encodePng([4, 4], { scanlines: scanlinesOf(ramp, 4) });
      const chunk = pngChunk('tRNS', Buffer.from([0, level]));
      return Buffer.concat([file.subarray(0, 33), chunk, file.subarray(33)]);
    };
    expect(await readAs(withKey(1))).toEqual([...ramp]);
    await expect(readAs(withKey(17))).rejects.toThrow('found 0 of 255 at pixel 1');
  });
});

describe('four samples a pixel', () => {
  const order = ['nucleus', 'er', 'microtubules', 'protein'] as const;
  /** Samples 1, 2, 3, 4 of pixel p are p, 16 + p, 32 + p, 48 + p; as channels in their own order: */
  const expected = Array.from({ length: 16 }, (_, pixel) =>
    [32, 48, 0, 16].map((base) => base + pixel),
  ).flat();
  const planes = Uint8Array.from({ length: 64 }, (_, index) => index);
  const interleaved = Uint8Array.from({ length: 64 }, (_, index) => (index % 4) * 16 + Math.floor(index / 4));

  it.each([
    ['RGB and an unspecified one', { photometric: 2, extraSamples: [0] }],
    ['RGB and one that is called alpha', { photometric: 2, extraSamples: [2] }],
    ['RGB and one that is called associated alpha', { photometric: 2, extraSamples: [1] }],
    ['RGB and one that is not mentioned', { photometric: 2 }],
    ['four of gray', { photometric: 1 }],
    ['four of gray, three of them extra', { photometric: 1, extraSamples: [0, 0, 0] }],
    ['four of gray in a BigTIFF', { photometric: 1, extraSamples: [0, 0, 0], bigTiff: true }],
    [
      'four of gray, most significant byte first',
      { photometric: 1, extraSamples: [0, 0, 0], bigEndian: true },
    ],
  ] as const)('of a TIFF, %s, are channels in the order that is stated', async (_, options) => {
    const more = { ...options, samples: 4 };
    for (const [levels, planar] of [
      [interleaved, 1],
      [planes, 2],
    ] as const) {
      expect(await readWhole(tiff(levels, { ...more, planar }), { channelOrder: order })).toEqual(expected);
      const wide = Uint16Array.from(levels, (level) => level * 257);
      expect(await readWhole(tiff(wide, { ...more, planar }), { channelOrder: order })).toEqual(expected);
      const camera12 = Uint16Array.from(levels, (level) => level * 16);
      expect(
        await readWhole(tiff(camera12, { ...more, planar }), { channelOrder: order, levels: [0, 4080] }),
      ).toEqual(expected);
    }
  });

  it('of a PNG of 16-bit RGBA, as of SubCell, are channels in the order that is stated', async () => {
    const stored = Uint8Array.from([...interleaved].flatMap((level) => [level, level]));
    const file = encodePng([4, 4], { scanlines: scanlinesOf(stored, 32), kind: [16, 6, 0, 0, 0] });
    expect(await readWhole(file, { channelOrder: order })).toEqual(expected);
    const eight = encodePng([4, 4], { scanlines: scanlinesOf(interleaved, 16), kind: [8, 6, 0, 0, 0] });
    expect(await readWhole(eight, { channelOrder: order })).toEqual(expected);
  });

  it('are never guessed', async () => {
    const message =
      /file: found four samples a pixel, which do not say what they show; if they are channels, state their order \(channelOrder of the library, --channel-order nucleus,er,microtubules,protein of the commands\)$/;
    const rgba = encodePng([4, 4], { scanlines: scanlinesOf(interleaved, 16), kind: [8, 6, 0, 0, 0] });
    await expect(readWhole(rgba)).rejects.toThrow(message);
    for (const options of [{ photometric: 1 }, { photometric: 2, extraSamples: [0] }, { photometric: 2 }]) {
      const file = tiff(interleaved, { ...options, samples: 4 });
      await expect(readWhole(file)).rejects.toThrow(message);
      await expect(readWhole(file, {}, { er: false })).rejects.toThrow(message);
      await expect(readAs(file)).rejects.toThrow(message);
    }
    await expect(readAs(rgba)).rejects.toThrow(
      /opaque throughout; .* it has four samples a pixel: if they are/,
    );
  });

  it('differ in number from the stated order only with an error', async () => {
    const three = tiff(interleaved.subarray(0, 48), { samples: 3, photometric: 2 });
    await expect(readWhole(three, { channelOrder: order })).rejects.toThrow(
      'file: expected four samples a pixel (channel order nucleus, er, microtubules, protein); found three',
    );
    const colors = ['protein', 'nucleus', 'microtubules'] as const;
    const flat = (samples: readonly number[], options: TiffOptions) =>
      tiff(
        Uint8Array.from({ length: 16 * samples.length }, (_, index) => samples[index % samples.length]!),
        {
          ...options,
          samples: samples.length,
        },
      );
    const read = async (file: Uint8Array) =>
      (await readWhole(file, { channelOrder: colors }, { er: false })).slice(0, 4);
    expect(await read(flat([10, 20, 30], { photometric: 2 }))).toEqual([30, 10, 20, 0]);
    expect(await read(flat([10, 20, 30], { photometric: 1 }))).toEqual([30, 10, 20, 0]);
    expect(await read(flat([10, 20, 30, 255], { photometric: 2, extraSamples: [2] }))).toEqual([
      30, 10, 20, 0,
    ]);
    await expect(read(flat([10, 20, 30, 40], { photometric: 2, extraSamples: [0] }))).rejects.toThrow(
      'expected three samples a pixel',
    );
    await expect(readWhole(flat([1, 2, 3], { photometric: 1 }), {}, { er: false })).rejects.toThrow(
      'found three samples a pixel, which do not say what they show',
    );
  });

  it('refuses an order that cannot be', async () => {
    for (const channelOrder of [['er'], ['er', 'er', 'protein', 'nucleus'], ['er', 'dna', 'protein']]) {
      await expect(readWhole(plain, { channelOrder: channelOrder as ChannelName[] })).rejects.toThrow(
        new RangeError(
          `channelOrder must name three or four of microtubules, protein, nucleus, er, each once; received ${channelOrder.join(', ')}`,
        ),
      );
    }
  });
});

describe('levels that are stated', () => {
  const unit = Array.from({ length: 16 }, (_, index) => index / 15);

  it('make gray levels of floating-point and 32-bit ones', async () => {
    const levels = [0, 1] as const;
    const read = (file: Uint8Array, stated: Reading['levels'] = levels) =>
      readAs(file, 'nucleus', { levels: stated });
    for (const bigEndian of [false, true]) {
      expect(await read(tiff(Float32Array.from(unit), { format: 3, bigEndian }))).toEqual([...ramp]);
      expect(await read(tiff(Float64Array.from(unit), { format: 3, bigEndian }))).toEqual([...ramp]);
    }
    const deflated = tiff(Float64Array.from(unit), { format: 3, compression: [8, deflateSync] });
    expect(await read(deflated)).toEqual([...ramp]);
    const wide = Uint32Array.from({ length: 16 }, (_, index) => 100_000 * index);
    expect(await read(tiff(wide), [0, 1_500_000])).toEqual([...ramp]);
    const beyond = Float32Array.from(unit, (level) => level * 3 - 1);
    expect(await read(tiff(beyond, { format: 3 }))).toEqual(
      unit.map((level) => Math.min(255, Math.max(0, Math.round(255 * Math.fround(level * 3 - 1))))),
    );
  });

  it('are asked for where there are none, by a line that says what the file holds', async () => {
    for (const [levels, format, found] of [
      [Float32Array.from(unit), 3, '32-bit gray floating-point'],
      [Float64Array.from(unit), 3, '64-bit gray floating-point'],
      [Uint32Array.from(unit), 1, '32-bit gray unsigned'],
      [Int32Array.from(unit), 2, '32-bit gray signed'],
    ] as const) {
      await expect(readAs(tiff(levels, { format }))).rejects.toThrow(
        `file: expected levels of 8 or 16 bits, or the levels that are black and white; found ${found} tiff (measure them: levels: await measureLevels(samples) of the library; or state them: --levels 0,1 of the commands)`,
      );
    }
  });

  it('leave 8 bits as they are, and may be of one channel', async () => {
    const levels = [0, 4095] as const;
    expect(await readAs(plain, 'er', { levels })).toEqual([...ramp]);
    expect(await readAs(tiff(Uint16Array.from(camera)), 'er', { levels })).toEqual([...ramp]);
    const er = { way: levels, perChannel: { er: levels }, basis: 'as stated' } as const;
    expect(await readAs(tiff(Uint16Array.from(camera)), 'er', { levels: er })).toEqual([...ramp]);
    expect(await readAs(tiff(Uint16Array.from(camera)), 'protein', { levels: er })).toEqual(
      camera.map((level) => Math.round(level / 257)),
    );
    const of8Bits = { protein: [17, 238] } as const;
    const scaled = await readAs(plain, 'protein', {
      levels: { way: 'percentile', perChannel: {}, of8Bits, basis: 'percentiles' },
    });
    expect([scaled[0], scaled[1], scaled[14], scaled[15]]).toEqual([0, 0, 255, 255]);
    // (119 - 17) / 221 of 255 is 117.7.
    expect(scaled[7]).toBe(118);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'are no reason to read %d',
    async (level) => {
      for (const make of [Float32Array, Float64Array]) {
        const file = tiff(make.from([...unit].map((value, index) => (index === 3 ? level : value))), {
          format: 3,
        });
        await expect(readAs(file, 'er', { levels: [0, 1] })).rejects.toThrow(
          `file: cannot be decoded: expected levels that are numbers; found ${level}`,
        );
      }
    },
  );

  it('must be two numbers in order', async () => {
    for (const levels of [[1, 0], [0, 0], [0], [0, Number.NaN], [0, 1, 2]]) {
      await expect(readAs(plain, 'er', { levels: levels as unknown as [number, number] })).rejects.toThrow(
        new RangeError(
          `levels must be two numbers, that of black and a higher one of white; received ${levels.join(', ')}`,
        ),
      );
    }
  });
});

describe('the bits that OME-XML states', () => {
  const ome = (bits: string) =>
    `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image><Pixels Type="uint16" ${bits} SizeX="4" SizeY="4" SizeC="1" SizeZ="1" SizeT="1"/></Image></OME>`;
  const read = (description: string) => readAs(tiff(Uint16Array.from(camera), { description }));

  it('scale levels of 16 bits where none are stated', async () => {
    expect(await read(ome('SignificantBits="12"'))).toEqual([...ramp]);
    expect(await read(ome("SignificantBits = '16'"))).toEqual(camera.map((level) => Math.round(level / 257)));
  });

  it('are not heeded if they cannot be, or another text has them', async () => {
    const plainly = camera.map((level) => Math.round(level / 257));
    for (const bits of ['SignificantBits="0"', 'SignificantBits="17"', 'SignificantBits="x"', '']) {
      expect(await read(ome(bits))).toEqual(plainly);
    }
    expect(await read('SignificantBits="12"')).toEqual(plainly);
  });
});

describe('what is refused by its name', () => {
  const four = (bits: number) => new Uint8Array((16 * bits) / 8);

  it.each([
    ['12-bit gray tiff, 12 bits packed without gaps', () => tiff(four(12), { bits: 12 })],
    ['16-bit floating-point gray tiff', () => tiff(new Uint16Array(16), { format: 3 })],
    ['1-bit gray tiff', () => tiff(new Uint8Array(4), { bits: 1 })],
    ['8-bit CMYK tiff', () => tiff(new Uint8Array(64), { samples: 4, photometric: 5 })],
    ['8-bit CIELAB tiff', () => tiff(new Uint8Array(48), { samples: 3, photometric: 8 })],
    ['16-bit complex gray tiff', () => tiff(new Uint16Array(16), { format: 5 })],
    ['8-bit gray tiff of 2 samples a pixel', () => tiff(new Uint8Array(32), { samples: 2 })],
    ['8-bit gray tiff of 5 samples a pixel', () => tiff(new Uint8Array(80), { samples: 5 })],
    [
      '16-bit signed gray tiff in which the lowest level is white',
      () => tiff(new Int16Array(16), { format: 2, photometric: 0 }),
    ],
  ])('%s', async (found, make) => {
    await expect(readAs(make())).rejects.toThrow(
      new RegExp(`file: expected a gray or color PNG, JPEG or TIFF of 8 or 16 bits; found ${found}$`),
    );
  });
});

describe('what libtiff only warns of', () => {
  it.each([
    ['a date padded with NULs', { 306: Buffer.from('20130130 10:11:12.123\0\0\0\0\0\0\0\0\0') }],
    ['a program padded with NULs', { 305: Buffer.concat([Buffer.from('Scanner'), Buffer.alloc(21)]) }],
    ['a text that has no end', { 305: Buffer.from('Scanner') }],
    ['private texts', { 65000: Buffer.from('secret\0'), 34361: Buffer.from('FluoView\0') }],
  ] as const)('is no reason to refuse a file: %s', async (_, texts) => {
    expect(
      await readAs(
        tiff(
          Uint16Array.from(ramp, (level) => level * 257),
          { texts },
        ),
      ),
    ).toEqual([...ramp]);
  });
});

describe('damage that libtiff only warns of', () => {
  it.each(['packbits', 'jpeg'] as const)('is a reason to refuse a file: %s', async (compression) => {
    const levels = Uint8Array.from({ length: 4096 }, (_, index) => (((index >> 3) * 7919) >> 2) % 251);
    const whole = await sharp(levels, { raw: { height: 64, width: 64, channels: 1 } })
      .toColourspace('b-w')
      .tiff({ compression })
      .toBuffer();
    const file = join(await datasetFolder({ file: whole }), 'file');
    const channels = { microtubules: file, protein: file, nucleus: file, er: file };
    const page = Object.fromEntries(Object.entries(channels).map(([name]) => [name, `${file}#page=1`]));
    await readCellImage(page as typeof channels);
    let refused = 0;
    for (let index = 0; index < 40; index++) {
      const damaged = Buffer.from(whole);
      damaged[8 + ((index * 131) % (whole.length - 400))]! ^= 0x55;
      await writeFile(file, damaged);
      refused += await readCellImage(page as typeof channels).then(
        () => 0,
        () => 1,
      );
    }
    // Neither has a checksum, so that some damage is another image; of errors alone, 0 and 10 of them are refused.
    expect(refused).toBeGreaterThanOrEqual(15);
  });
});

describe('a file compressed by gzip', () => {
  it('is read as what it holds', async () => {
    const levels = Uint16Array.from(ramp, (level) => level * 257);
    expect(await readAs(gzipSync(tiff(levels)))).toEqual([...ramp]);
    expect(await readAs(gzipSync(plain))).toEqual([...ramp]);
  });

  it('is refused if it is cut off, damaged or holds no image', async () => {
    const whole = gzipSync(tiff(ramp));
    for (const share of [0.3, 0.9]) {
      await expect(readAs(whole.subarray(0, whole.length * share))).rejects.toThrow(
        'file: cannot be decoded: unexpected end of file',
      );
    }
    const damaged = Buffer.from(whole);
    damaged[damaged.length - 6]! ^= 1;
    await expect(readAs(damaged)).rejects.toThrow('file: cannot be decoded: incorrect data check');
    await expect(readAs(gzipSync('text'))).rejects.toThrow(
      'file: cannot be decoded: it is no PNG, JPEG or TIFF',
    );
  });

  it('is refused if it unpacks to more than the limit, before that is taken', async () => {
    const zeros = Buffer.alloc(2 ** 27 + 1);
    await expect(readAs(gzipSync(zeros, { level: 1 }))).rejects.toThrow(
      'file: cannot be decoded: it unpacks to more than 134217728 bytes',
    );
  });
});

describe('more pixels than the limit of 67,108,864', () => {
  const sides = [8193, 8192] as const;
  const message = /file: expected at most 67108864 pixels; found 67117056 \(8193x8192\)$/;

  it('are refused from the header, in every format', async () => {
    for (const kind of [
      [8, 0, 0, 0, 0],
      [16, 0, 0, 0, 0],
      [8, 2, 0, 0, 0],
      [1, 0, 0, 0, 0],
      [8, 0, 0, 0, 1],
    ]) {
      await expect(readAs(encodePng(sides, { scanlines: new Uint8Array(1), kind }))).rejects.toThrow(message);
    }
    await expect(readAs(tiff(ramp, { height: 8193, width: 8192 }))).rejects.toThrow(message);
    const jpeg = await sharp(ramp, { raw: { height: 4, width: 4, channels: 1 } })
      .jpeg()
      .toBuffer();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(8193, frame + 5);
    jpeg.writeUInt16BE(8192, frame + 7);
    await expect(readAs(jpeg)).rejects.toThrow(message);
  });

  it('are refused in a page that is not the first', async () => {
    const small = writeTiff([ramp, ramp]);
    const large = writeTiff([ramp, ramp], { height: 8193, width: 8192 });
    expect(large.length).toBe(small.length);
    // Only the second directory of the large one: both files are laid out alike.
    const second = Buffer.concat([
      small.subarray(0, small.length / 2 + 8),
      large.subarray(small.length / 2 + 8),
    ]);
    const file = join(await datasetFolder({ file: second }), 'file');
    const at = (page: number) => `${file}#page=${page}`;
    const channels = { microtubules: at(1), protein: at(2), nucleus: at(1), er: at(1) };
    await expect(readCellImage(channels)).rejects.toThrow(message);
  });
});

describe('a damaged TIFF', () => {
  it('is refused by name, wherever it is cut', async () => {
    const whole = tiff(Uint16Array.from(camera), { description: 'ImageJ=1.53t\nimages=1\n' });
    const folder = await datasetFolder({ file: whole });
    const file = join(folder, 'file');
    for (let length = 1; length < whole.length - 4; length += 7) {
      await writeFile(file, whole.subarray(0, length));
      await expect(
        readCellImage({ microtubules: file, protein: file, nucleus: file, er: file }),
      ).rejects.toThrow(`${file}: `);
    }
  });

  it('is refused if LZW or Deflate data is damaged, or a list of pages does not end', async () => {
    const noise = Uint8Array.from(
      { length: 64 * 64 },
      (_, index) => (index * 7919 + ((index * index) >> 3)) % 251,
    );
    for (const compression of ['lzw', 'deflate', 'none'] as const) {
      const whole = await sharp(noise, { raw: { height: 64, width: 64, channels: 1 } })
        .toColourspace('b-w')
        .tiff({ compression })
        .toBuffer();
      const file = join(await datasetFolder({ file: whole.subarray(0, whole.length * 0.5) }), 'file');
      const channels = { microtubules: file, protein: file, nucleus: file, er: file };
      await expect(readCellImage(channels)).rejects.toThrow(`${file}: `);
      if (compression !== 'none') {
        const damaged = Buffer.from(whole);
        damaged.fill(0xff, 300, 420);
        await writeFile(file, damaged);
        await expect(readCellImage(channels)).rejects.toThrow(`${file}: `);
      }
    }
    const endless = Buffer.from(tiff(ramp));
    const directory = endless.readUInt32LE(4);
    endless.writeUInt32LE(directory, directory + 2 + 12 * endless.readUInt16LE(directory));
    await expect(readAs(endless)).rejects.toThrow('file: cannot be decoded: its list of pages does not end');
  });
});
