import { describe, expect, it } from 'vitest';
import { readPixelSize } from '../../../src/index.js';
import { readLayout } from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { type TiffOptions, writeTiff } from '../support/write-tiff.js';

/** What a dataset of one image says of the size of its pixels, and its warnings; its file says the same in memory. */
async function readSize(tiff: TiffOptions) {
  const page = writeTiff([new Uint8Array(16)], tiff);
  const files = Object.fromEntries(['red', 'green', 'blue'].map((color) => [`a_${color}.tif`, page]));
  const { samples, warnings } = await readLayout(await datasetFolder(files), { allowMissing: 'er' });
  const size = samples[0]!.pixelSize;
  expect(await readPixelSize(new Blob([Uint8Array.from(page)]))).toBe(warnings.length > 0 ? 'oblong' : size);
  return { size, warnings };
}
const sizeOf = async (tiff: TiffOptions) => (await readSize(tiff)).size;

const ome = (pixels: string): TiffOptions => ({
  description: `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image><Pixels ${pixels} SizeC="1"/></Image></OME>`,
});

describe('readLayout reads the size of pixels', () => {
  it.each([
    ['PhysicalSizeX="0.08" PhysicalSizeY="0.08"', 0.08],
    ['PhysicalSizeX="0.08" PhysicalSizeXUnit="µm" PhysicalSizeY="0.08" PhysicalSizeYUnit="µm"', 0.08],
    ['PhysicalSizeX="0.3" PhysicalSizeXUnit="&#181;m" PhysicalSizeY="0.3" PhysicalSizeYUnit="&#xB5;m"', 0.3],
    ["PhysicalSizeX='65' PhysicalSizeXUnit='nm' PhysicalSizeY='65' PhysicalSizeYUnit='nm'", 0.065],
    ['PhysicalSizeX="0.0005" PhysicalSizeXUnit="mm" PhysicalSizeY="0.0005" PhysicalSizeYUnit="mm"', 0.5],
    ['PhysicalSizeX="0.08"', undefined],
    ['PhysicalSizeX="0" PhysicalSizeY="0"', undefined],
    ['PhysicalSizeX="1" PhysicalSizeXUnit="pixel" PhysicalSizeY="1" PhysicalSizeYUnit="pixel"', undefined],
    ['SizeX="4"', undefined],
  ])('from OME-XML: %s', async (pixels, size) => {
    const found = await sizeOf(ome(pixels));
    expect(found === undefined ? found : Number(found.toPrecision(12))).toBe(size);
  });

  it('from the unit that ImageJ states, in pixels of the resolution', async () => {
    const resolution = { x: [12_500, 1000], y: [12_500, 1000], unit: 1 } as const;
    for (const unit of ['micron', 'um', '\\u00B5m', 'µm']) {
      expect(await sizeOf({ description: `ImageJ=1.53t\nunit=${unit}\nmin=0.0\n`, resolution })).toBe(0.08);
    }
    expect(await sizeOf({ description: 'ImageJ=1.53t\nunit=pixel\n', resolution })).toBeUndefined();
    expect(await sizeOf({ description: 'ImageJ=1.53t\n', resolution })).toBeUndefined();
  });

  it('from the tags of the resolution, unless they are those of a printer', async () => {
    const tags = (perUnit: number, unit?: number): TiffOptions => ({
      resolution: { x: [perUnit, 1], y: [perUnit, 1], ...(unit !== undefined && { unit }) },
    });
    expect(await sizeOf(tags(125_000, 3))).toBe(0.08);
    expect(await sizeOf(tags(254_000, 2))).toBe(0.1);
    // The unit is an inch unless the file says otherwise.
    expect(await sizeOf({ ...tags(254_000), bigEndian: true })).toBe(0.1);
    expect(await sizeOf({ ...tags(254_000), bigTiff: true })).toBe(0.1);
    expect(await sizeOf(tags(300, 2))).toBeUndefined();
    expect(await sizeOf(tags(0, 3))).toBeUndefined();
    expect(await sizeOf(tags(125_000, 1))).toBeUndefined();
    expect(await sizeOf({})).toBeUndefined();
  });

  it('warns of pixels that are no squares, and takes their size for unknown', async () => {
    expect(await readSize(ome('PhysicalSizeX="0.1" PhysicalSizeY="0.2"'))).toEqual({
      size: undefined,
      warnings: [
        'the pixels of 1 of 1 images are no squares, such as those of a: their size is taken for unknown',
      ],
    });
    // Rounded in the file.
    expect(await readSize(ome('PhysicalSizeX="0.1" PhysicalSizeY="0.1003"'))).toEqual({
      size: 0.1,
      warnings: [],
    });
  });
});
