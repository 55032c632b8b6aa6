import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readNpy } from '../../src/files/npy.js';
import { writeTrainingCells } from '../../src/knowledge/training-cells.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-training-cells-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('training cells are a zip file of ids, labels, features and thumbnails, the same bytes whenever it is written', async () => {
  const cells = [
    { id: 'a', label: 'Cytosol|Nucleoli', features: Float32Array.of(1, 2, 3) },
    { id: 'b', label: '', features: Float32Array.of(4, 5, 6.5) },
  ];
  const sheet = { thumbnails: Uint8Array.of(9, 8, 7), size: 48, columns: 32 };
  const told = await writeTrainingCells(scratch, cells, sheet);
  const bytes = await readFile(join(scratch, 'training-cells.zip'));
  expect(told).toEqual({ count: 2, sha256: createHash('sha256').update(bytes).digest('hex') });
  const parts = unzipSync(bytes);
  expect(JSON.parse(strFromU8(parts['cells.json']!))).toEqual({
    formatVersion: 1,
    thumbnails: { size: 48, columns: 32 },
    cells: [
      { id: 'a', label: 'Cytosol|Nucleoli' },
      { id: 'b', label: '' },
    ],
  });
  expect(readNpy(parts['features.npy']!, { where: 'features.npy' })).toEqual({
    shape: [2, 3],
    data: Float64Array.of(1, 2, 3, 4, 5, 6.5),
  });
  expect([...parts['thumbnails.png']!]).toEqual([9, 8, 7]);
  expect(await writeTrainingCells(scratch, cells, sheet)).toEqual(told);
});
