import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { toCellImage } from '../../src/index.js';
import { readCellImage } from '../../src/node/index.js';
import { seededRandom } from '../../src/seeded-random.js';

/** What `context.getImageData()` returns, from the levels of red, green and blue of each pixel. */
function imageData(pixels: readonly (readonly number[])[], { width }: { readonly width: number }) {
  const data = Uint8ClampedArray.from(pixels.flatMap((pixel) => [...pixel, 255].slice(0, 4)));
  return { height: pixels.length / width, width, data, colorSpace: 'srgb' };
}

const BLACK = { allowMissing: 'er' } as const;

describe('toCellImage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hpa-pictures-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes red as microtubules, green as protein and blue as nucleus of a color picture', async () => {
    const picture = imageData(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { width: 1 },
    );
    expect(await toCellImage(picture, BLACK)).toEqual({
      height: 2,
      width: 1,
      data: Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 0),
    });
  });

  it('takes gray pictures as their channels, and colored ones by their color, yellow as the mean of red and green', async () => {
    const image = await toCellImage({
      nucleus: imageData([[7, 7, 7]], { width: 1 }),
      microtubules: imageData([[200, 1, 2]], { width: 1 }),
      protein: imageData([[9, 9, 9]], { width: 1 }),
      er: imageData([[100, 103, 0]], { width: 1 }),
    });
    // (100 + 103) / 2 = 101.5, rounded as readCellImage does.
    expect([...image.data]).toEqual([200, 9, 7, 102]);
  });

  it.each([
    [37, 53, 16, 24],
    [20, 17, 64, 33],
    [48, 48, 48, 48],
    [200, 7, 3, 7],
  ])(
    'makes of %i x %i pixels the %i x %i ones of readCellImage, to the bit',
    async (height, width, rows, columns) => {
      const random = seededRandom(['pictures', height, width]);
      const pixels = Array.from({ length: height * width }, () =>
        Array.from({ length: 3 }, () => random.integer([0, 255])),
      );
      const file = join(folder, `${height}x${width}.png`);
      await sharp(Uint8Array.from(pixels.flat()), { raw: { height, width, channels: 3 } }).toFile(file);
      const channels = { microtubules: file, protein: file, nucleus: file };
      const expected = await readCellImage(channels, { height: rows, width: columns });
      const size = { height: rows, width: columns };
      expect(await toCellImage(imageData(pixels, { width }), { ...BLACK, ...size })).toEqual(expected);
    },
  );

  it('says which channel is missing and how to have it black', async () => {
    const picture = imageData([[1, 2, 3]], { width: 1 });
    await expect(toCellImage(picture)).rejects.toThrow(
      "expected pictures of microtubules, protein, nucleus, er; er missing: give it a picture of its own, or allowMissing: 'er' to have it black",
    );
    await expect(toCellImage({ nucleus: picture }, BLACK)).rejects.toThrow(
      'microtubules, protein missing: give one color picture, or one for each channel',
    );
    await expect(toCellImage({ nucleus: picture, gfp: picture })).rejects.toThrow(
      'channels must be among microtubules, protein, nucleus, er; received gfp',
    );
  });

  it('refuses one gray picture where color is expected, but not a black one', async () => {
    const gray = imageData(
      [
        [0, 0, 0],
        [8, 8, 8],
      ],
      { width: 2 },
    );
    await expect(toCellImage(gray, BLACK)).rejects.toThrow(
      'the picture: expected color, or a picture for each of microtubules, protein, nucleus; found one gray picture',
    );
    expect([...(await toCellImage(imageData([[0, 0, 0]], { width: 1 }), BLACK)).data]).toEqual([0, 0, 0, 0]);
  });

  it('refuses pictures that are not opaque or of other sizes, naming the channel and the file', async () => {
    const small = imageData([[1, 2, 3]], { width: 1 });
    const large = imageData(
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      { width: 2 },
    );
    const named = { ...large, name: 'cell_blue.png' };
    await expect(
      toCellImage({ microtubules: small, protein: { ...small }, nucleus: named }, BLACK),
    ).rejects.toThrow('nucleus cell_blue.png: expected 1x1 pixels like microtubules; found 1x2');
    const clear = imageData(
      [
        [1, 2, 3],
        [1, 2, 3, 254],
      ],
      { width: 1 },
    );
    await expect(toCellImage(clear, BLACK)).rejects.toThrow(
      'the picture: expected an opaque picture; found alpha 254 at row 1, column 0',
    );
  });

  it('refuses what is no picture: a CellImage, whose fourth level is no alpha, nothing, or a file in Node', async () => {
    const cell = { height: 1, width: 1, data: Uint8Array.of(1, 2, 3, 255) };
    await expect(toCellImage(cell as never, BLACK)).rejects.toThrow(
      'the picture must have the data of an ImageData, a Uint8ClampedArray of 1 x 1 x 4 levels; received Uint8Array of 4',
    );
    await expect(toCellImage(undefined as never, BLACK)).rejects.toThrow(
      'the picture must be an ImageData, canvas, OffscreenCanvas, ImageBitmap, Blob or File (createImageBitmap() makes an ImageBitmap of others); received Undefined',
    );
    await expect(toCellImage(new Blob(['x']), BLACK)).rejects.toThrow(
      'the picture: files are decoded by browsers; in Node, readCellImage of @hpa/data/node reads them',
    );
  });

  it('refuses half a size, and sizes that are no positive integers', async () => {
    const picture = imageData([[1, 2, 3]], { width: 1 });
    await expect(toCellImage(picture, { height: 4 })).rejects.toThrow(
      'height and width must be given together; received 4 and undefined',
    );
    await expect(toCellImage(picture, { height: 0, width: 1 })).rejects.toThrow(/^height must be/);
  });
});
