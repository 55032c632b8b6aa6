import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/index.js';
import {
  cellsOfFields,
  groupFiles,
  hashSamples,
  measureLevels,
  openImages,
  openPrepared,
  prepare,
  readCellImage,
  readImageSets,
  readLayout,
} from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { encodePng } from '../support/encode-png.js';
import { makeTiff } from '../support/make-tiff.js';

/** A gray PNG of one pixel. */
const gray = (level: number) => encodePng([1, 1], { scanlines: Uint8Array.of(0, level) });
/** A color PNG of one pixel. */
const color = (...rgb: readonly number[]) =>
  encodePng([1, 1], { scanlines: Uint8Array.of(0, ...rgb), kind: [8, 2, 0, 0, 0] });
/** A TIFF of gray pages of one pixel. */
const tiff = (levels: readonly number[], description?: string) =>
  makeTiff(
    levels.map((level) => ({ height: 1, width: 1, levels: Uint8Array.of(level) })),
    description,
  );
/** OME-XML that names the channels of a TIFF. */
const ome = (names: readonly string[]) =>
  `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYCZT" SizeC="${names.length}" SizeZ="1" SizeT="1" SizeX="1" SizeY="1" Type="uint8">${names.map((name, at) => `<Channel ID="Channel:0:${at}" Name="${name}"/>`).join('')}<TiffData/></Pixels></Image></OME>`;

const namesOf = ({ channels }: Sample) =>
  Object.entries(channels).map(([name, file]) => `${name} ${basename(file)}`);

const CHANNELS = { nucleus: 'DAPI', protein: 'GFP', actin: 'Phalloidin' };

describe('channels that are called by words', () => {
  it.each([
    ['at the end', 'a_DAPI.png', 'a-gfp.tif', 'a Phalloidin.png'],
    ['at the beginning, as ImageJ splits channels', 'DAPI-a.tif', 'GFP_a.tif', 'phalloidin.a.tif'],
  ])('are found %s of the names of files', async (_, ...files) => {
    const folder = await datasetFolder(
      Object.fromEntries([...files, 'a_Brightfield.png'].map((file) => [file, ''])),
    );
    const { layout, channels, samples } = await readLayout(folder, {
      channels: CHANNELS,
      layout: 'image-sets',
    });
    expect([layout, channels]).toEqual(['image-sets', ['nucleus', 'protein', 'actin']]);
    expect(samples.map(({ id }) => id)).toContain('a');
    expect(namesOf(samples.find(({ id }) => id === 'a')!)).toEqual([
      `nucleus ${files[0]}`,
      `protein ${files[1]}`,
      `actin ${files[2]}`,
    ]);
    expect((await readImageSets(folder, { channels: CHANNELS })).map(({ id }) => id)).toEqual(['a']);
    const paths = files.map((file) => join(folder, file));
    expect(groupFiles(paths, { channels: CHANNELS }).map(namesOf)).toEqual([
      [`nucleus ${files[0]}`, `protein ${files[1]}`, `actin ${files[2]}`],
    ]);
  });

  it('are found by the names of folders, beside which the masks of fields are', async () => {
    const mask = gray(1);
    const images = Object.fromEntries(Object.values(CHANNELS).map((word) => [`${word}/a.png`, gray(9)]));
    const folder = await datasetFolder({ ...images, 'a_mask.png': mask });
    const { layout, samples } = await readLayout(folder, { channels: CHANNELS });
    expect([layout, samples.map(namesOf)]).toEqual([
      'color-folders',
      [['nucleus a.png', 'protein a.png', 'actin a.png']],
    ]);
    const { samples: cells } = await cellsOfFields(samples, { border: 'keep' });
    expect(cells.map(({ id }) => id)).toEqual(['a_1']);
  });

  it('are found by columns of tables, and those that are not named are no attributes', async () => {
    const table = 'Id,Label,dapi,GFP,Phalloidin,Red,Antibody\na,ring,1.png,2.png,3.png,4.png,HPA1\n';
    const files = Object.fromEntries(['1', '2', '3', '4'].map((name) => [`${name}.png`, '']));
    const folder = await datasetFolder({ ...files, 't.csv': table });
    const { samples } = await readLayout(join(folder, 't.csv'), { channels: CHANNELS });
    expect(samples.map(namesOf)).toEqual([['nucleus 1.png', 'protein 2.png', 'actin 3.png']]);
    expect(samples[0]!.attributes).toEqual({ Antibody: 'HPA1' });
    const lacking = readLayout(join(folder, 't.csv'), { channels: { ...CHANNELS, mito: 'MitoTracker' } });
    await expect(lacking).rejects.toThrow('missing channel file for MitoTracker: the table names none');
  });

  it('are found by the columns of path_list.csv', async () => {
    const files = Object.fromEntries(['r', 'g', 'b'].map((name) => [`${name}.png`, '']));
    const table = 'r_image,g_image,b_image,actin_image,output_prefix\nr.png,g.png,b.png,r.png,a\n';
    const folder = await datasetFolder({ ...files, 'path_list.csv': table });
    const channels = { protein: 'protein', nucleus: 'nucleus', actin: 'actin' };
    const { layout, samples, warnings } = await readLayout(folder, { channels });
    expect([layout, samples.map(namesOf), warnings]).toEqual([
      'path-list',
      [['protein g.png', 'nucleus b.png', 'actin r.png']],
      [],
    ]);
  });

  it('are found by the names in OME-XML, in any order; others are left out', async () => {
    const folder = await datasetFolder({
      'a.ome.tif': tiff([10, 20, 30, 40], ome(['GFP', 'Phalloidin', 'TL Brightfield', 'DAPI'])),
    });
    const { layout, samples, channels } = await readLayout(folder, { channels: CHANNELS });
    expect(layout).toBe('ome-tiff');
    const image = await readCellImage(samples[0]!.channels, { channels });
    expect(image).toEqual({ height: 1, width: 1, channels, data: Uint8Array.of(40, 10, 20) });
    await expect(readLayout(folder)).rejects.toThrow(
      /unknown channel Phalloidin among GFP, Phalloidin, TL Brightfield, DAPI; each channel must be .*--channels nucleus=NAME/,
    );
    await expect(readLayout(folder, { channels: { nucleus: 'Hoechst' } })).rejects.toThrow(
      'missing channel file for nucleus, called Hoechst: the channels are GFP, Phalloidin, TL Brightfield, DAPI',
    );
  });

  it('are found by their usual names if they are called by their own', async () => {
    const folder = await datasetFolder({ 'a.ome.tif': tiff([10, 20], ome(['Tubulin', 'DAPI'])) });
    const channels = { nucleus: 'nucleus', microtubules: 'microtubules' };
    const { samples } = await readLayout(folder, { channels });
    expect([
      ...(await readCellImage(samples[0]!.channels, { channels: Object.keys(channels) })).data,
    ]).toEqual([20, 10]);
    const files = Object.fromEntries(['a_blue.png', 'a_Microtubules.png'].map((file) => [file, '']));
    const { samples: named } = await readLayout(await datasetFolder(files), { channels });
    expect(named.map(namesOf)).toEqual([['nucleus a_blue.png', 'microtubules a_Microtubules.png']]);
  });

  it('are not guessed in a file that holds all and names none', async () => {
    const folder = await datasetFolder({ 'a.tif': tiff([10, 20, 30]) });
    await expect(readLayout(folder, { channels: CHANNELS })).rejects.toThrow(
      `${join(folder, 'a.tif')}: expected a file for each channel, nucleus=DAPI, protein=GFP, actin=Phalloidin`,
    );
    // Without words, they are in the order that is stated.
    const channels = { nucleus: 'nucleus', actin: 'actin', protein: 'protein' };
    const { samples, channels: names } = await readLayout(folder, { channels });
    const image = await readCellImage(samples[0]!.channels, { channels: names, pageOrder: names });
    expect([...image.data]).toEqual([10, 20, 30]);
  });

  it('may be missing by name, and are then black', async () => {
    const folder = await datasetFolder({
      'a_DAPI.png': gray(10),
      'a_GFP.png': gray(20),
      'b_DAPI.png': gray(30),
    });
    await expect(readLayout(folder, { channels: CHANNELS })).rejects.toThrow(
      `missing channel file ${join(folder, 'a_Phalloidin.png')}`,
    );
    const allowMissing = ['actin', 'protein'];
    const { samples, channels } = await readLayout(folder, { channels: CHANNELS, allowMissing });
    const images = openImages({ height: 1, width: 1, channels, threads: 1 });
    const levels = await Promise.all(samples.map(async (sample) => [...(await images.image(sample)).data]));
    await images.close();
    expect(levels).toEqual([
      [10, 20, 0],
      [30, 0, 0],
    ]);
    await expect(readLayout(folder, { channels: CHANNELS, allowMissing: 'er' })).rejects.toThrow(
      new RangeError('allowMissing must name channels among nucleus, protein, actin; received er'),
    );
  });

  it('are refused if they are called alike, or not at all', async () => {
    const folder = await datasetFolder({ 'a_DAPI.png': '' });
    await expect(readLayout(folder, { channels: { nucleus: 'DAPI', protein: 'dapi' } })).rejects.toThrow(
      new RangeError('channels must be called differently; received dapi for nucleus and protein'),
    );
    await expect(readLayout(folder, { channels: { nucleus: ' ' } })).rejects.toThrow(
      new RangeError('channels must say what files call nucleus; received nothing'),
    );
  });
});

describe('a store of images', () => {
  it('reads those channels of samples that it is asked for, and no file of another', async () => {
    const folder = await datasetFolder({ 'n.png': gray(7), 'a.png': gray(9), 'p.png': 'no image' });
    const channels = Object.fromEntries(
      [
        ['nucleus', 'n'],
        ['actin', 'a'],
        ['protein', 'p'],
      ].map(([name, file]) => [name!, join(folder, `${file}.png`)]),
    );
    const sample = { id: 'a', labels: [], channels };
    const images = openImages({ height: 1, width: 2, channels: ['actin', 'nucleus'], threads: 1 });
    const input = { height: 1, width: 2, channels: ['nucleus'], normalization: 'none' } as const;
    expect(await images.image(sample)).toEqual({
      height: 1,
      width: 2,
      channels: ['actin', 'nucleus'],
      data: Uint8Array.of(9, 7, 9, 7),
    });
    expect([...(await images.inputs!([{ sample, orientation: 0 }], { input }))]).toEqual([7, 7]);
    await images.close();
    const unsaid = openImages({ height: 1, width: 2, threads: 1 });
    await expect(unsaid.image(sample)).rejects.toThrow(
      /it shows actin, and images of .* are read; say which channels/,
    );
    await unsaid.close();
  });

  it('shows a channel of another name as the brightest component of a colored file', async () => {
    const folder = await datasetFolder({ 'm.png': color(200, 10, 200), 'y.png': color(90, 80, 0) });
    const channels = { actin: join(folder, 'm.png'), mito: join(folder, 'y.png') };
    expect([...(await readCellImage(channels)).data]).toEqual([200, 90]);
  });

  it('keeps any channels in a prepared folder, and its shards where they are', async () => {
    const names = ['nucleus', 'actin', 'protein', 'mito', 'golgi'];
    const files = Object.fromEntries(names.map((name, at) => [`a_${name}.png`, gray(10 * at + 5)]));
    const data = await datasetFolder(files);
    const called = Object.fromEntries(names.map((name) => [name, name]));
    const { samples, channels, classes } = await readLayout(data, { channels: called });
    const folder = join(await datasetFolder({}), 'prepared');
    const levels = await measureLevels(samples, { levels: 'percentile', channels });
    expect(Object.keys(levels.of8Bits!).sort()).toEqual([...names].sort());
    const options = { folder, height: 1, width: 1, channels, classes };
    await prepare(samples, options);
    expect((await prepare(samples, options)).kept).toBe(1);
    const prepared = await openPrepared(folder, { threads: 1 });
    expect(prepared.images.channels).toEqual(names);
    expect(Object.keys(prepared.samples[0]!.channels)).toEqual(names);
    const [sample] = prepared.samples as readonly [Sample];
    expect([...(await prepared.images.image(sample)).data]).toEqual([5, 15, 25, 35, 45]);
    const input = { height: 1, width: 1, channels: ['golgi', 'nucleus'], normalization: 'none' } as const;
    expect([...(await prepared.images.inputs!([{ sample, orientation: 0 }], { input }))]).toEqual([45, 5]);
    await prepared.images.close();
  });

  it('has digests that tell other channels apart', async () => {
    const folder = await datasetFolder({ 'n.png': 'one', 'a.png': 'two' });
    const [nucleus, other] = [join(folder, 'n.png'), join(folder, 'a.png')];
    const digests = await hashSamples([
      { id: 'a', labels: [], channels: { nucleus, actin: other } },
      { id: 'b', labels: [], channels: { nucleus, mito: other } },
      { id: 'c', labels: [], channels: { nucleus, actin: other } },
    ]);
    expect(digests.get('a')).toMatch(/^- - 3 - 3 actin [0-9a-f]{64}$/);
    expect(digests.get('b')).toBe('- - 3 - 3 mito');
    expect(digests.get('c')).toBe(digests.get('a'));
  });
});

describe('files of channels that are not named', () => {
  it('are left aside beside those that are, and counted', async () => {
    const words = ['DAPI', 'GFP', 'Phalloidin', 'Brightfield'];
    const files = words.map((word) => [`ring/a_${word}.png`, ''] as const);
    const folder = await datasetFolder(Object.fromEntries(files));
    const { layout, samples, warnings } = await readLayout(folder, { channels: CHANNELS });
    expect([layout, samples.map(({ id }) => id), warnings]).toEqual([
      'class-folders',
      ['ring/a'],
      [
        `${join(folder, 'ring')}: 1 file is of no channel that is named, such as a_Brightfield.png, and left aside`,
      ],
    ]);
  });
});
