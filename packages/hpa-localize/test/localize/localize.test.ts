import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { syntheticCell } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { getBackend, memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localize } from '../../src/localize/localize.js';
import { writeCells } from '../write-cells.js';

let scratch: string;
let cells: string;
let ids: readonly string[];
const classes = ['Cytosol', 'Nucleoli', 'Plasma membrane'].map((name, id) => ({ id, name }));
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-localize-'));
  cells = join(scratch, 'cells');
  ids = await writeCells(cells, { count: 4, size: 40 });
  const backend = await startBackend('cpu');
  const classifier = gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 });
  await saveClassifier(classifier, join(scratch, 'run', 'gapnet-pl', 'model'));
  classifier.dispose();
  backend.dispose();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('localize', () => {
  it('ranks the locations of every image of a folder, by a model folder or by its name', async () => {
    const found = await localize(join(scratch, 'run', 'gapnet-pl'), cells, { backend: 'wasm' });
    expect(found.map(({ id }) => id)).toEqual(ids);
    for (const { locations } of found) {
      expect(locations.map(({ name }) => name).sort()).toEqual(classes.map(({ name }) => name));
      const probabilities = locations.map(({ probability }) => probability);
      expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
    }
    const named = await localize('gapnet-pl', cells, { models: join(scratch, 'run'), backend: 'wasm' });
    expect(named).toEqual(found);
  });

  it('takes files and decoded images, and leaves a running engine and its tensors alone', async () => {
    const backend = await startBackend('wasm');
    const before = memory().numTensors;
    const model = join(scratch, 'run', 'gapnet-pl', 'model');
    const folder = join(cells, 'train');
    const files = (await readdir(folder)).map((name) => join(folder, name));
    const fromFiles = await localize(model, files);
    expect(fromFiles).toEqual(await localize(model, folder));
    expect(fromFiles.map(({ id }) => id).sort()).toEqual([...ids].sort());

    const drawn = [1, 2].map((seed) => syntheticCell({ location: 25, seed, size: 32 }));
    const decoded = await localize(model, drawn);
    expect(decoded.map(({ id }) => id)).toEqual(['0', '1']);
    const turned = await localize(model, drawn, { allOrientations: true });
    expect(turned[0]).not.toEqual(decoded[0]);
    expect(getBackend()).toBe('wasm');
    expect(memory().numTensors).toBe(before);
    backend.dispose();
  });

  it('says in one line what is wrong', async () => {
    await expect(localize(scratch, cells)).rejects.toThrow(/holds no saved model/);
    const model = join(scratch, 'run', 'gapnet-pl');
    await expect(localize(model, join(scratch, 'nowhere'))).rejects.toThrow(
      /nowhere: no such file or folder$/,
    );
    const small = [syntheticCell({ location: 25, seed: 1, size: 48 })];
    await expect(localize(model, small)).rejects.toThrow(RangeError);
    await expect(localize(model, [])).rejects.toThrow('images must hold at least one; received none');
  });
});
