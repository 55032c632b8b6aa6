import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCellImage, readLayout } from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { makeTiff } from '../support/make-tiff.js';

interface Ome {
  readonly names?: readonly string[];
  readonly pixels?: string;
  readonly channel?: string;
  readonly data?: string;
}

/** OME-XML of one image with these channels. */
function omeXml({
  names = ['DAPI', 'Tubulin', 'GFP', 'ER'],
  pixels = `DimensionOrder="XYCZT" SizeC="${names.length}" SizeZ="1" SizeT="1"`,
  channel = '',
  data = '<TiffData/>',
}: Ome = {}): string {
  const channels = names.map((name, index) => `<Channel ID="Channel:0:${index}" Name="${name}" ${channel}/>`);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">' +
    `<Pixels ID="Pixels:0" ${pixels} SizeX="1" SizeY="1" Type="uint8">${channels.join('')}${data}</Pixels>` +
    '</Image></OME>'
  );
}

/** An OME-TIFF whose page n, from 0, has the level 10 (n + 1). */
function omeTiff(ome: Ome = {}, pageCount: number = ome.names?.length ?? 4): Uint8Array {
  const pages = Array.from({ length: pageCount }, (_, page) => ({
    height: 1,
    width: 1,
    levels: Uint8Array.of(10 * (page + 1)),
  }));
  return makeTiff(pages, omeXml(ome));
}

/** The levels of microtubules, protein, nucleus and er in the one image of a folder. */
async function levelsOf(ome: Ome, pageCount?: number): Promise<number[]> {
  const folder = await datasetFolder({ 'a.ome.tif': omeTiff(ome, pageCount) });
  const { samples } = await readLayout(folder, { allowMissing: 'er' });
  return [...(await readCellImage(samples[0]!.channels)).data];
}

describe('the layout ome-tiff', () => {
  it('reads the channels by their names, whatever the order of their pages', async () => {
    expect(await levelsOf({})).toEqual([20, 30, 10, 40]);
    expect(await levelsOf({ names: ['er', 'Microtubules', 'protein', 'nucleus'] })).toEqual([20, 30, 40, 10]);
    expect(await levelsOf({ names: ['GFP', 'Hoechst 33342', 'alpha-tubulin'] })).toEqual([30, 10, 20, 0]);
    expect(await levelsOf({ names: ['calreticulin', 'antibody', 'DNA', 'tubulin'] })).toEqual([
      40, 20, 30, 10,
    ]);
  });

  it('takes the pages from TiffData', async () => {
    const reversed = [3, 2, 1, 0].map((page, index) => `<TiffData FirstC="${index}" IFD="${page}"/>`);
    expect(await levelsOf({ data: reversed.join('') })).toEqual([30, 20, 40, 10]);
    expect(await levelsOf({ data: '<TiffData IFD="2" PlaneCount="4"/>' }, 6)).toEqual([40, 50, 30, 60]);
    expect(await levelsOf({ data: '' })).toEqual([20, 30, 10, 40]);
  });

  it('lists a folder by name, without labels, and recognizes it by the XML', async () => {
    const folder = await datasetFolder({
      'b.tif': omeTiff(),
      'a.ome.tiff': omeTiff(),
      'notes.txt': '',
      'thumbnail.png': '',
    });
    const { layout, classes, samples } = await readLayout(folder);
    expect([layout, classes]).toEqual(['ome-tiff', []]);
    expect(samples.map(({ id, labels }) => [id, labels])).toEqual([
      ['a', []],
      ['b', []],
    ]);
    expect(samples[0]!.channels).toEqual({
      microtubules: `${join(folder, 'a.ome.tiff')}#page=2`,
      protein: `${join(folder, 'a.ome.tiff')}#page=3`,
      nucleus: `${join(folder, 'a.ome.tiff')}#page=1`,
      er: `${join(folder, 'a.ome.tiff')}#page=4`,
    });
    await writeFile(join(folder, 'b.tif'), makeTiff([{ height: 1, width: 1, levels: Uint8Array.of(1) }]));
    await expect(readLayout(folder)).rejects.toThrow(
      `${join(folder, 'b.tif')}: expected OME-XML in its ImageDescription; found none`,
    );
  });

  it('labels by folders', async () => {
    const folder = await datasetFolder({
      'Nucleoli/b.ome.tif': omeTiff(),
      'Cytosol/a.ome.tif': omeTiff(),
      'empty/notes.txt': '',
    });
    const { layout, classes, samples } = await readLayout(folder);
    expect(layout).toBe('ome-tiff');
    expect(classes).toEqual([
      { id: 0, name: 'Cytosol' },
      { id: 1, name: 'Nucleoli' },
    ]);
    expect(samples.map(({ id, labels }) => [id, labels])).toEqual([
      ['Cytosol/a', [0]],
      ['Nucleoli/b', [1]],
    ]);
    await writeFile(join(folder, 'c.ome.tif'), omeTiff());
    await expect(readLayout(folder)).rejects.toThrow(
      `${folder}: expected OME-TIFF files in it or in folders, one per class; found both`,
    );
  });

  it('reads big-endian files, BigTIFF and prefixed XML', async () => {
    const xml = omeXml().replaceAll(/<(\/?)(?=\w)/g, '<$1OME:');
    const text = Buffer.from(xml);
    const classic = Buffer.alloc(26);
    classic.write('MM', 'latin1');
    classic.writeUInt16BE(42, 2);
    classic.writeUInt32BE(8, 4);
    classic.writeUInt16BE(1, 8);
    classic.writeUInt16BE(270, 10);
    classic.writeUInt16BE(2, 12);
    classic.writeUInt32BE(text.length, 14);
    classic.writeUInt32BE(26, 18);
    const big = Buffer.alloc(44);
    big.write('II', 'latin1');
    big.writeUInt16LE(43, 2);
    big.writeUInt16LE(8, 4);
    big.writeBigUInt64LE(16n, 8);
    big.writeBigUInt64LE(1n, 16);
    big.writeUInt16LE(270, 24);
    big.writeUInt16LE(2, 26);
    big.writeBigUInt64LE(BigInt(text.length), 28);
    big.writeBigUInt64LE(44n, 36);
    const folder = await datasetFolder({
      'big.ome.tif': Buffer.concat([big, text]),
      'classic.ome.tif': Buffer.concat([classic, text]),
    });
    const { samples } = await readLayout(folder);
    expect(samples.map(({ channels }) => channels.nucleus)).toEqual([
      `${join(folder, 'big.ome.tif')}#page=1`,
      `${join(folder, 'classic.ome.tif')}#page=1`,
    ]);
  });

  it.each<[string, Ome]>([
    [
      'unknown channel Brightfield among DAPI, Tubulin, GFP, Brightfield; each channel must be microtubules or ',
      { names: ['DAPI', 'Tubulin', 'GFP', 'Brightfield'] },
    ],
    ['unknown channel without a name among DAPI, , GFP', { names: ['DAPI', '', 'GFP'] }],
    [
      'two channels for nucleus among DAPI, Tubulin, GFP, DNA; each channel must be',
      { names: ['DAPI', 'Tubulin', 'GFP', 'DNA'] },
    ],
    [
      'missing channel file for yellow: the channels are DAPI, Tubulin, GFP',
      { names: ['DAPI', 'Tubulin', 'GFP'] },
    ],
    [
      'expected SizeZ 1 and SizeT 1; found SizeZ 5 and SizeT 1',
      { pixels: 'DimensionOrder="XYZCT" SizeC="4" SizeZ="5" SizeT="1"' },
    ],
    [
      'expected SizeZ 1 and SizeT 1; found SizeZ 1 and SizeT 7',
      { pixels: 'DimensionOrder="XYCZT" SizeC="4" SizeZ="1" SizeT="7"' },
    ],
    [
      'expected a DimensionOrder of XYZCT, XYZTC, XYCZT, XYCTZ, XYTZC, XYTCZ; found CXYZT',
      { pixels: 'DimensionOrder="CXYZT" SizeC="4" SizeZ="1" SizeT="1"' },
    ],
    [
      'expected SamplesPerPixel 1, a page for each channel; found 3 of DAPI',
      { channel: 'SamplesPerPixel="3"' },
    ],
    [
      'expected a Channel for each of SizeC 5; found 4',
      { pixels: 'DimensionOrder="XYCZT" SizeC="5" SizeZ="1" SizeT="1"' },
    ],
    ['expected TiffData for each channel; found none for Tubulin', { data: '<TiffData IFD="0"/>' }],
    [
      'expected all channels in one file; found a.ome.tif, b.ome.tif',
      {
        data:
          '<TiffData FirstC="0" IFD="0"><UUID FileName="a.ome.tif">urn:uuid:1</UUID></TiffData>' +
          '<TiffData FirstC="1" IFD="0"><UUID FileName="b.ome.tif">urn:uuid:2</UUID></TiffData>',
      },
    ],
  ])('names the file and says %s', async (message, ome) => {
    const folder = await datasetFolder({ 'a.ome.tif': omeTiff(ome), 'b.ome.tif': omeTiff() });
    const file = join(folder, 'a.ome.tif');
    await expect(readLayout(folder)).rejects.toThrow(`${file}: ${message}`);
    const { samples, skipped } = await readLayout(folder, { badSamples: 'skip' });
    expect(samples.map(({ id }) => id)).toEqual(['b']);
    expect(skipped[0]!.reason).toContain(message);
  });

  it('names a file that is cut off, not a TIFF, without pixels or with broken XML', async () => {
    const folder = await datasetFolder({
      'a.ome.tif': omeTiff().subarray(0, 200),
      'b.ome.tif': 'no TIFF, but long enough for a header',
      'c.ome.tif': makeTiff([{ height: 1, width: 1, levels: Uint8Array.of(1) }], '<OME></OME>'),
      'd.ome.tif': makeTiff([{ height: 1, width: 1, levels: Uint8Array.of(1) }], '<OME><Image></OME>'),
      'e.ome.tif': omeTiff(),
    });
    const { skipped } = await readLayout(folder, { badSamples: 'skip' });
    expect(skipped.map(({ reason }) => reason.split('\n')[0])).toEqual([
      `${join(folder, 'a.ome.tif')}: expected a TIFF file; it is cut off`,
      `${join(folder, 'b.ome.tif')}: expected a TIFF file; found another kind`,
      `${join(folder, 'c.ome.tif')}: expected one Image in its OME-XML; found 0`,
      expect.stringContaining(`${join(folder, 'd.ome.tif')}: `),
    ]);
  });
});
