import { describe, expect, it } from 'vitest';
import { featuresCsv, neighborsTable } from '../../src/embed/embedding-tables.js';
import { parseTable } from '../../src/files/csv-table.js';
import { embeddedFixture } from './embedded-fixture.js';

describe('featuresCsv', () => {
  it('has a row a cell, with where it lies and features that can be read back exactly', () => {
    const text = new TextDecoder().decode(featuresCsv(embeddedFixture()));
    expect(text.split('\n').slice(0, 3)).toEqual([
      'id,group,label,predicted,umap_1,umap_2,pca_1,pca_2,f0,f1',
      'a</script>,one,Cytosol,Cytosol,0,0,-2.5,0,0,0.100000001',
      "'=b,one,Nucleoli/fibrillar,Cytosol,0,1,-2.5,1,0,1",
    ]);
    expect(Math.fround(Number(parseTable(text)[0]!.f1))).toBe(Math.fround(0.1));
  });

  it('holds every cell of many', () => {
    const count = 600;
    const many = <Value>(value: Value): Value[] => new Array<Value>(count).fill(value);
    const text = new TextDecoder().decode(
      featuresCsv({
        ...embeddedFixture(),
        ids: many('x').map((id, cell) => `${id}${cell}`),
        groups: many(''),
        labels: many(''),
        predicted: many(''),
        features: { count, dimensions: 1, values: Float32Array.from(many(0), (_, cell) => cell) },
        pca: { components: 1, scores: new Float64Array(count), variances: [0], shares: [0] },
        umap: new Float64Array(2 * count),
      }),
    );
    const rows = parseTable(text);
    expect(rows).toHaveLength(count);
    expect(rows.every(({ id, f0 }, cell) => id === `x${cell}` && f0 === String(cell))).toBe(true);
  });
});

describe('neighborsTable', () => {
  it('names the nearest cells of each, from the nearest on', () => {
    expect(neighborsTable(embeddedFixture(), { shown: 1 })).toEqual([
      ['id', 'rank', 'neighbor', 'distance'],
      ['a</script>', 1, '=b', 0.9],
      ['=b', 1, 'a</script>', 0.9],
      ['c', 1, 'd', 1],
      ['d', 1, 'c', 1],
    ]);
    expect(neighborsTable(embeddedFixture(), { shown: 8 })).toHaveLength(1 + 4 * 2);
  });
});
