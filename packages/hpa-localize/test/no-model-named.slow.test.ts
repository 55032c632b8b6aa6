import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { type CellImage, syntheticCell } from '@hpa/data';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localize } from '../src/localize/localize.js';
import { resolveModel } from '../src/localize/resolve-model.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

const SIZE = 96;
const LOCATIONS = ['Nucleoplasm', 'Cytosol', 'Plasma membrane', 'Nucleoli'];

let scratch: string;
let cells: string;
let ids: readonly string[];
let folder: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-unnamed-'));
  cells = join(scratch, 'cells');
  ids = await writeCells(cells, { count: 4, size: SIZE });
  folder = await resolveModel('default', { models: scratch });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Numbers that look random, the same at every run, as the levels of an image. */
function noise(seed: number): CellImage {
  let state = seed;
  const data = Uint8Array.from({ length: SIZE * SIZE * 4 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return { height: SIZE, width: SIZE, data };
}

describe('where no model is named', () => {
  it('warns of a stain that images lack', async () => {
    const files = ['red', 'green', 'blue'].map((color) => join(cells, 'train', `${ids[0]}_${color}.png`));
    const flags = ['--allow-missing', 'yellow', '--out', join(scratch, 'three.csv'), '--backend', 'wasm'];
    expect(await runCommand('predict', [...files, ...flags])).toMatchObject({
      code: 0,
      stderr: 'warning: 1 of 1 images lack er, which every cell that the model was trained on had\n',
    });
  });

  it('explains without --model, and its page says what it knows', async () => {
    const out = join(scratch, 'explained');
    const flags = ['--data', cells, '--ids', ids[0]!, '--out', out, '--backend', 'wasm'];
    const { code, stdout, stderr } = await runCommand('explain', flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/trained on 431 cells of the Human Protein Atlas/);
    expect(stdout).toMatch(/: (Nucle|Plasma|Cytosol).*; further from the training cells than 99 % of them/);
    const page = await readFile(join(out, 'explain.html'), 'utf8');
    expect(page).toContain('The model was trained on 431 cells of the Human Protein Atlas');
    expect(page).toContain('further from the training cells than 99 % of them');
  });

  it('is `default` to localize, which says how unlike its training cells an image is, turned or not', async () => {
    const backend = await startBackend('wasm');
    const before = memory().numTensors;
    const images = [noise(1), noise(2), syntheticCell({ location: 25, seed: 1, size: SIZE })];
    const found = await localize('default', images, { models: scratch });
    for (const { unlike, locations } of found) {
      expect(unlike).toBeGreaterThan(1);
      expect(locations.map(({ name }) => name).sort()).toEqual([...LOCATIONS].sort());
    }
    const turned = await localize('default', images, { models: scratch, allOrientations: true });
    expect(turned.map(({ unlike }) => unlike)).toEqual(found.map(({ unlike }) => unlike));
    // Members of an ensemble say it in the mean.
    const twice = await localize(['default', folder], images, { models: scratch });
    expect(twice.map(({ unlike }) => unlike)).toEqual(found.map(({ unlike }) => unlike));
    expect(memory().numTensors).toBe(before);
    backend.dispose();
  });
});
