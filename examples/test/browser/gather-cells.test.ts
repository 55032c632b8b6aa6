import { describe, expect, it } from 'vitest';
import { gatherCells } from '../../browser/src/images/gather-cells.js';

const files = (...names: string[]) => names.map((name) => new File([], name));

describe('the cells among files', () => {
  it('have a picture a stain, by the colors in the names, with or without yellow', () => {
    const { cells, problems } = gatherCells(
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
    expect(cells.map(({ id }) => id)).toEqual(['a', 'b']);
    const [a, b] = cells.map(({ source }) => (source.kind === 'stains' ? Object.keys(source.files) : []));
    expect(a!.sort()).toEqual(['er', 'microtubules', 'nucleus', 'protein']);
    expect(b!.sort()).toEqual(['microtubules', 'nucleus', 'protein']);
  });

  it('are in the order in which a person counts', () => {
    const names = ['cell10', 'cell9'].map((id) => `${id}.png`);
    expect(gatherCells(files(...names)).cells.map(({ id }) => id)).toEqual(['cell9', 'cell10']);
  });

  it('may be one picture in color each, or a composite without its stains', () => {
    const { cells } = gatherCells(files('x.jpg', 'y_blue_red_green.jpg'));
    expect(cells.map(({ id, source }) => [id, source.kind])).toEqual([
      ['x', 'color'],
      ['y', 'color'],
    ]);
  });

  it('are not doubled by a composite beside their stains', () => {
    const { cells } = gatherCells(files('y_red.png', 'y_green.png', 'y_blue.png', 'y_blue_red_green.jpg'));
    expect(cells.map(({ id, source }) => [id, source.kind])).toEqual([['y', 'stains']]);
  });

  it('say what they lack, and by which name it would be found', () => {
    const { cells, problems } = gatherCells(files('c_green.png', 'c_blue.png', 'readme.md'));
    expect(cells).toEqual([]);
    expect(problems).toEqual([
      'readme.md is no picture (.png, .jpg, .webp or .tif)',
      'c lacks microtubules (c_red); without it there is no answer',
    ]);
  });

  it('refuse a second picture of a stain', () => {
    const { problems } = gatherCells(files('d_red.png', 'd_red.tif', 'd_green.png', 'd_blue.png'));
    expect(problems).toEqual(['d_red.tif: d has d_red.png for microtubules already']);
  });
});
