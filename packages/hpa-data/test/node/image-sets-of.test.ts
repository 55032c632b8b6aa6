import { describe, expect, it } from 'vitest';
import { imageSetsOf } from '../../src/node/index.js';

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
    expect(() => imageSetsOf(four('a').slice(1))).toThrow('a: its file a_yellow.png was not given');
  });

  it('names a file of another name', () => {
    expect(() => imageSetsOf(['cells/a.tif'])).toThrow('cells/a.tif: expected a name such as CELL_red.png');
  });

  it('refuses one id from two folders', () => {
    expect(() => imageSetsOf(['x/a_red.png', 'y/a_green.png'])).toThrow('a comes from two folders, x and y');
  });
});
