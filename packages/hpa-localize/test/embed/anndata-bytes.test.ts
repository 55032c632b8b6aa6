import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Dataset, File, type Group, ready } from 'h5wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { anndataBytes } from '../../src/embed/anndata-bytes.js';
import { embeddedFixture } from './embedded-fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'hpa-anndata-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Logs that Python cannot be asked, for `skipIf`. */
function lacksPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import anndata'], { stdio: 'ignore' });
    return false;
  } catch {
    console.warn('the AnnData file was not read by Python: no python3 with anndata');
    return true;
  }
}

/** Opens bytes in the memory of the library. */
async function reopen(bytes: Uint8Array): Promise<File> {
  const { FS } = await ready;
  FS.writeFile('again.h5ad', bytes);
  return new File('again.h5ad', 'r');
}

describe('anndataBytes', () => {
  it('writes every element with the encoding that AnnData asks for', async () => {
    const file = await reopen(await anndataBytes(embeddedFixture()));
    const encodings: Record<string, unknown> = {};
    const visit = (element: Dataset | Group, path: string): void => {
      encodings[path] = element.attrs['encoding-type']?.value;
      if ('get' in element) {
        for (const key of element.keys()) {
          visit(element.get(key) as Dataset | Group, `${path}/${key}`);
        }
      }
    };
    visit(file, '');
    expect(encodings).toMatchObject({
      '': 'anndata',
      '/X': 'array',
      '/obs': 'dataframe',
      '/obs/_index': 'string-array',
      '/obs/label': 'categorical',
      '/obs/label/codes': 'array',
      '/obs/label/categories': 'string-array',
      '/obs/p_Nucleoli_fibrillar': 'array',
      '/var': 'dataframe',
      '/obsm/X_umap': 'array',
      '/uns/model': 'string',
      '/varp': 'dict',
    });
    expect(Object.values(encodings)).not.toContain(undefined);
    const codes = file.get('/obs/label/codes') as Dataset;
    // Cytosol, Cytosol|Nucleoli, Nucleoli: in the order of the alphabet; the third cell has no label.
    expect([...(codes.value as Int32Array)]).toEqual([0, 2, -1, 1]);
    file.close();
  });

  it.skipIf(lacksPython())('writes what the anndata of PyPI reads', async () => {
    const path = join(folder, 'embedding.h5ad');
    const cells = embeddedFixture();
    writeFileSync(path, await anndataBytes(cells));
    const script = fileURLToPath(new URL('read_anndata.py', import.meta.url));
    const read = JSON.parse(execFileSync('python3', [script, path], { encoding: 'utf8' }));
    expect(read).toMatchObject({
      ids: cells.ids,
      features: ['f0', 'f1'],
      dtype: 'float32',
      obs: {
        group: ['one', 'one', 'two', null],
        label: ['Cytosol', 'Nucleoli/fibrillar', null, 'Cytosol|Nucleoli/fibrillar'],
        predicted: ['Cytosol', 'Cytosol', 'Nucleoli/fibrillar', null],
        p_Cytosol: [0.75, 0.5, 0.25, 0],
        p_Nucleoli_fibrillar: [0.25, 0.5, 0.75, 0],
      },
      kinds: { group: 'category', p_Cytosol: 'float64' },
      shares: [0.97, 0.03],
      model: 'net <b>',
    });
    expect(read.x.flat()).toEqual([...cells.features.values]);
    expect(read.pca.flat()).toEqual([...cells.pca.scores]);
    expect(read.umap.flat()).toEqual([...cells.umap]);
  });

  it.skipIf(lacksPython())('writes many cells, without labels or groups, in compressed chunks', async () => {
    const path = join(folder, 'many.h5ad');
    const [count, dimensions] = [700, 500];
    const values = Float32Array.from({ length: count * dimensions }, (_, at) => Math.sin(at));
    const empty = new Array<string>(count).fill('');
    const cells = embeddedFixture({
      ids: empty.map((_, cell) => `cell ${cell}`),
      groups: empty,
      labels: empty,
      predicted: empty,
      scores: empty.map(() => [0.1, 0.2]),
      features: { count, dimensions, values },
      umap: new Float64Array(2 * count),
      pca: { components: 1, scores: new Float64Array(count), variances: [1], shares: [1] },
    });
    writeFileSync(path, await anndataBytes(cells));
    const script = fileURLToPath(new URL('read_anndata.py', import.meta.url));
    const text = execFileSync('python3', [script, path], { encoding: 'utf8', maxBuffer: 2 ** 27 });
    const read = JSON.parse(text);
    expect(read.x.flat()).toEqual([...values]);
    expect(read.obs.label).toEqual(new Array(count).fill(null));
  });
});
