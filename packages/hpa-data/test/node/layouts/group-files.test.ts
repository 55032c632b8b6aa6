import { describe, expect, it } from 'vitest';
import { groupFiles } from '../../../src/node/index.js';

const four = (id: string) => ['yellow', 'red', 'blue', 'green'].map((color) => `cells/${id}_${color}.png`);

describe('groupFiles', () => {
  it('groups files by id, in any order', () => {
    const [a, b, ...others] = groupFiles([...four('b_1'), ...four('a')]);
    expect(others).toEqual([]);
    expect([a?.id, b?.id]).toEqual(['b_1', 'a']);
    expect(a?.channels.protein).toBe('cells/b_1_green.png');
    expect(a?.labels).toEqual([]);
  });

  it('names the file that a set lacks', () => {
    expect(() => groupFiles(four('a').slice(1))).toThrow(
      'missing channel file a_yellow among the files given',
    );
  });

  it('names a file of another name', () => {
    expect(() => groupFiles(['cells/a.tif'])).toThrow('cells/a.tif: expected a name such as {id}_red.png');
  });

  it('refuses a composite of several colors by name', () => {
    expect(() => groupFiles([...four('a'), 'cells/a_blue_red.png'])).toThrow(
      /a_blue_red\.png: expected a name such as .*; found a composite of several colors/,
    );
  });

  it('groups files in folders named after their colors, with the color in their names or without', () => {
    const named = ['red', 'green', 'blue'].map((color) => `cm4ai/${color}/a_${color}.jpg`);
    expect(groupFiles(named, { allowMissing: 'er' })[0]).toEqual({
      id: 'a',
      labels: [],
      channels: { microtubules: named[0], protein: named[1], nucleus: named[2] },
    });
    const plain = ['red', 'green', 'blue', 'yellow'].map((color) => `cm4ai/${color}/a.tif`);
    expect(groupFiles(plain)[0]?.channels.er).toBe('cm4ai/yellow/a.tif');
  });

  it('takes JPEG and TIFF, and lets yellow be missing if it may', () => {
    const files = ['red.jpg', 'green.TIF', 'blue.jpeg'].map((end) => `cells/a_${end}`);
    expect(groupFiles(files, { allowMissing: 'er' })[0]?.channels).toEqual({
      microtubules: 'cells/a_red.jpg',
      protein: 'cells/a_green.TIF',
      nucleus: 'cells/a_blue.jpeg',
    });
    expect(() => groupFiles(files)).toThrow('missing channel file a_yellow');
  });

  it('refuses two files of one channel', () => {
    expect(() => groupFiles([...four('a'), 'cells/a_red.jpg'])).toThrow(
      'a has two red files, cells/a_red.png and cells/a_red.jpg',
    );
  });

  it('refuses one id from two folders', () => {
    expect(() => groupFiles(['x/a_red.png', 'y/a_green.png'])).toThrow('a comes from two folders, x and y');
  });
});
