import { describe, expect, it } from 'vitest';
import { gatherImages } from '../../browser/src/images/gather-images.js';

const files = (...names: string[]) => names.map((name) => new File([], name));

describe('the images among files', () => {
  it('have a picture a stain, by the colors in the names, with or without yellow', () => {
    const { images, problems } = gatherImages(
      files(
        'b_red.png',
        'b_green.png',
        'b_blue.png',
        'a_RED.tif',
        'a_green.tif',
        'a_blue.tif',
        'a_yellow.tif',
      ),
    );
    expect(problems).toEqual([]);
    expect(images.map(({ id }) => id)).toEqual(['a', 'b']);
    const [a, b] = images.map(({ source }) => (source.kind === 'stains' ? Object.keys(source.files) : []));
    expect(a!.sort()).toEqual(['er', 'microtubules', 'nucleus', 'protein']);
    expect(b!.sort()).toEqual(['microtubules', 'nucleus', 'protein']);
  });

  it('are in the order in which a person counts', () => {
    const names = ['cell10', 'cell9'].map((id) => `${id}.png`);
    expect(gatherImages(files(...names)).images.map(({ id }) => id)).toEqual(['cell9', 'cell10']);
  });

  it('may be one picture in color each, or a composite without its stains', () => {
    const { images } = gatherImages(files('x.jpg', 'y_blue_red_green.jpg'));
    expect(images.map(({ id, source }) => [id, source.kind])).toEqual([
      ['x', 'color'],
      ['y', 'color'],
    ]);
  });

  it('are not doubled by a composite beside their stains', () => {
    const { images } = gatherImages(files('y_red.png', 'y_green.png', 'y_blue.png', 'y_blue_red_green.jpg'));
    expect(images.map(({ id, source }) => [id, source.kind])).toEqual([['y', 'stains']]);
  });

  it('say what they lack, and by which name it would be found', () => {
    const { images, problems } = gatherImages(files('c_green.png', 'c_blue.png', 'readme.md'));
    expect(images).toEqual([]);
    expect(problems).toEqual([
      'readme.md is no picture (.png, .jpg, .webp or .tif)',
      'c lacks microtubules (c_red); without it there is no answer',
    ]);
  });

  it('refuse a second picture of a stain', () => {
    const { problems } = gatherImages(files('d_red.png', 'd_red.tif', 'd_green.png', 'd_blue.png'));
    expect(problems).toEqual(['d_red.tif: d has d_red.png for microtubules already']);
  });

  it('have a label mask, under the names of the programs that write them', () => {
    const channels = (id: string) => ['red', 'green', 'blue'].map((color) => `${id}_${color}.tif`);
    const { images, problems } = gatherImages(
      files(
        ...['a', 'b', 'c'].flatMap(channels),
        'a_mask.png',
        'b_cp_masks.tif',
        'c_nucleimask.png',
        'c_cellmask.png',
        'd.png',
      ),
    );
    expect(problems).toEqual([]);
    expect(images.map(({ id, mask }) => [id, mask instanceof File ? mask.name : mask])).toEqual([
      ['a', 'a_mask.png'],
      ['b', 'b_cp_masks.tif'],
      ['c', 'c_cellmask.png'],
      ['d', undefined],
    ]);
  });

  it('are named where a label mask has none, or one has two', () => {
    const { problems } = gatherImages(files('a.png', 'a_mask.png', 'a_mask.tif', 'b_mask.png'));
    expect(problems).toEqual([
      'a_mask.tif: a has the label mask a_mask.png already',
      'b_mask.png is the label mask of b, of which there is no image: give both together',
    ]);
  });
});
