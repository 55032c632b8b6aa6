import { describe, expect, it } from 'vitest';
import { imageSetsOf } from '../../../src/node/index.js';

const four = (id: string) => ['yellow', 'red', 'blue', 'green'].map((colour) => `cells/${id}_${colour}.png`);

describe('imageSetsOf', () => {
  it('puts files together by id, in any order', () => {
    const [a, b, ...others] = imageSetsOf([...four('b_1'), ...four('a')]);
    expect(others).toEqual([]);
    expect([a?.id, b?.id]).toEqual(['b_1', 'a']);
    expect(a?.channels.protein).toBe('cells/b_1_green.png');
    expect(a?.labels).toEqual([]);
  });

  it('names the file that a set lacks', () => {
    expect(() => imageSetsOf(four('a').slice(1))).toThrow('missing channel file a_yellow of the files given');
  });

  it('names a file of another name', () => {
    expect(() => imageSetsOf(['cells/a.tif'])).toThrow('cells/a.tif: expected a name such as CELL_red.png');
  });

  it('takes JPEG and TIFF, and lets yellow be missing where it may', () => {
    const files = ['red.jpg', 'green.TIF', 'blue.jpeg'].map((end) => `cells/a_${end}`);
    expect(imageSetsOf(files, { allowMissing: 'er' })[0]?.channels).toEqual({
      microtubules: 'cells/a_red.jpg',
      protein: 'cells/a_green.TIF',
      nucleus: 'cells/a_blue.jpeg',
    });
    expect(() => imageSetsOf(files)).toThrow('missing channel file a_yellow');
  });

  it('refuses two files of one stain', () => {
    expect(() => imageSetsOf([...four('a'), 'cells/a_red.jpg'])).toThrow(
      'a has two red files, cells/a_red.png and cells/a_red.jpg',
    );
  });

  it('refuses one id from two folders', () => {
    expect(() => imageSetsOf(['x/a_red.png', 'y/a_green.png'])).toThrow('a comes from two folders, x and y');
  });
});
