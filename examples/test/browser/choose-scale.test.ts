import { describe, expect, it } from 'vitest';
import { writeTiff } from '../../../packages/hpa-data/test/node/support/write-tiff.js';
import { chooseScale } from '../../browser/src/images/choose-scale.js';

/** A picture in color whose pixels have sides of so many nanometers; undefined: its file does not say. */
function image(id: string, x?: number, y = x) {
  const resolution =
    x === undefined || y === undefined ? undefined : ({ x: [1, x], y: [1, y], unit: 1 } as const);
  const description = 'ImageJ=1.53t\nunit=nm\n';
  const tiff = writeTiff([new Uint8Array(16)], resolution ? { description, resolution } : {});
  return {
    id,
    source: { kind: 'color', file: new File([Uint8Array.from(tiff)], `${id}.tif`) } as const,
  };
}

const input = { height: 64, width: 64 };
const choose = async (
  images: Parameters<typeof chooseScale>[0],
  options: { trained?: number; stated?: number } = {},
) => {
  const { micrometers, words } = await chooseScale(images, {
    trained: options.trained,
    stated: options.stated,
    input,
  });
  return { micrometers, words };
};

describe('the scale of dropped pictures', () => {
  it('is that of the model, if the files state the size of all pixels', async () => {
    expect(await choose([image('a', 200), image('b', 100)], { trained: 0.4 })).toEqual({
      micrometers: 0.4,
      words: [
        'Scale: 0.4 micrometers a pixel, as the model was trained; pixels of 0.1 to 0.2 micrometers, as the files state. Smaller pictures are padded with black, larger ones cropped round their middle.',
      ],
    });
  });

  it('is unknown if one file does not state it, is no TIFF, or its pixels are no squares', async () => {
    const unknown =
      'The model was trained at 0.4 micrometers a pixel, and the size of the pixels of these pictures is unknown: each picture fills 64 x 64 pixels.';
    expect(await choose([image('a', 200), image('b')], { trained: 0.4 })).toEqual({
      micrometers: undefined,
      words: [unknown, 'The files of 1 of 2 pictures do not state it, such as those of b.'],
    });
    expect((await choose([image('a', 200, 100)], { trained: 0.4 })).words).toEqual([
      unknown,
      'The pixels of 1 of 1 pictures are no squares, such as those of a: their size is taken for unknown.',
    ]);
    const { source } = image('a', 200);
    const png = { id: 'c', source: { ...source, file: new File([source.file], 'c.png') } };
    expect((await choose([png], { trained: 0.4 })).words).toEqual([unknown]);
    expect((await choose([image('b')])).words).toEqual([
      'The scale is unknown, of the pictures and of the model: each picture fills 64 x 64 pixels.',
    ]);
    expect((await choose([image('a', 200)])).words).toEqual([
      'The size of the pixels is known, but not the scale at which the model was trained: each picture fills 64 x 64 pixels.',
    ]);
  });

  it('follows from the size that a person states, and files that state another are named', async () => {
    const { micrometers, words } = await choose([image('a', 200), image('b')], { trained: 0.4, stated: 0.1 });
    expect(micrometers).toBe(0.4);
    expect(words[0]).toContain('pixels of 0.1 micrometers, as you say.');
    expect(words[1]).toBe(
      'The files of 1 of 2 pictures state another size of pixels, such as 0.2 micrometers those of a: yours is used.',
    );
  });
});
