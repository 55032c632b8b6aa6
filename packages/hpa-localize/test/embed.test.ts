import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { type Sample, toModelInput } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { loadClassifier, saveClassifier } from '@hpa/models/node';
import { memory, tensor4d } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/open-dataset.js';
import { parseTable } from '../src/files/csv-table.js';
import { embedSamples } from '../src/localize/embed-samples.js';
import { scoreSamples } from '../src/localize/score-samples.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
let model: string;
let ids: readonly string[];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-embed-'));
  cells = join(scratch, 'cells');
  model = join(scratch, 'run', 'gapnet-pl');
  ids = await writeCells(cells, { count: 12, size: 40 });
  const backend = await startBackend('cpu');
  const classes = ['Cytosol', 'Nucleoli'].map((name, id) => ({ id, name }));
  const classifier = gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 });
  await saveClassifier(classifier, join(model, 'model'));
  classifier.dispose();
  backend.dispose();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Damages a channel of some of the cells. */
async function damage(positions: Iterable<number>): Promise<void> {
  for (const position of positions) {
    await writeFile(join(cells, 'train', `${ids[position]}_green.png`), 'no image');
  }
}

const FILES = ['embedding.h5ad', 'embedding.html', 'features.csv', 'features.npy', 'neighbors.csv'];

describe('embedSamples', () => {
  it('gives the features and the probabilities of the classifier in one pass, and leaves no tensor', async () => {
    const backend = await startBackend('cpu');
    const classifier = await loadClassifier(join(model, 'model'));
    const dataset = await openDataset(cells, { size: 32, labels: 'optional' });
    const before = memory().numTensors;
    const embedded = await embedSamples(classifier, dataset, { badSamples: 'throw' });
    expect(memory().numTensors).toBe(before);
    const scored = await scoreSamples(classifier, dataset.samples, { images: dataset.images });
    expect(embedded.ids).toEqual(scored.ids);
    // One softmax is taken in single precision, the other in double.
    for (const [at, score] of embedded.scores.flat().entries()) {
      expect(score).toBeCloseTo(scored.scores.flat()[at]!, 6);
    }
    const [first] = dataset.samples as readonly [Sample];
    const { input } = classifier.card;
    const images = tensor4d(toModelInput(await dataset.images.image(first), input), [1, 32, 32, 4]);
    const features = classifier.features(images);
    expect(embedded.dimensions).toBe(features.shape[1]);
    expect(embedded.values.subarray(0, embedded.dimensions)).toEqual(await features.data());
    await dataset.close();
    classifier.dispose();
    backend.dispose();
  });
});

describe('embed', () => {
  it('writes features, neighbors and a map of every cell that can be used', async () => {
    const out = join(scratch, 'out');
    await damage([1]);
    const flags = ['--model', model, '--data', cells, '--backend', 'wasm', '--threads', '1', '--out', out];
    const finished = await runCommand('embed', [...flags, '--skip-bad', '--thumbnails', '5']);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toContain(`skipped ${ids[1]}: `);
    expect(finished.stdout).toContain('features: 224 of each of 11 images');
    expect((await readdir(out)).sort()).toEqual(FILES);

    const rows = parseTable(await readFile(join(out, 'features.csv'), 'utf8'));
    expect(rows.map(({ id }) => id)).toEqual(ids.filter((_, index) => index !== 1));
    const { samples, classes, close } = await openDataset(cells, { badSamples: 'skip' });
    const used = samples.filter(({ id }) => id !== ids[1]);
    await close();
    expect(rows.map(({ label }) => label)).toEqual(used.map(({ labels }) => classes[labels[0]!]!.name));
    expect(rows.map(({ group }) => group)).toEqual(used.map(({ group }) => group));
    expect(['Cytosol', 'Nucleoli']).toContain(rows[0]!.predicted);
    const bytes = await readFile(join(out, 'features.npy'));
    expect(bytes.subarray(10, 128).toString()).toContain("'shape': (11, 224)");
    for (const [row, values] of rows.entries()) {
      expect(Math.fround(Number(values.f223))).toBe(bytes.readFloatLE(128 + 4 * (row * 224 + 223)));
    }

    const neighbors = parseTable(await readFile(join(out, 'neighbors.csv'), 'utf8'));
    expect(neighbors).toHaveLength(11 * 8);
    expect(neighbors.every(({ id, neighbor }) => id !== neighbor)).toBe(true);
    const page = await readFile(join(out, 'embedding.html'), 'utf8');
    expect(page).toContain('5 of the 11 cells have an image on this page.');
  });

  it('ends in one line where there is no map to draw, and writes nothing', async () => {
    const out = join(scratch, 'none');
    const twice = ['--model', model, '--model', model, '--data', cells, '--out', out];
    expect(await runCommand('embed', twice)).toMatchObject({
      code: 2,
      stderr: 'error: --model: features are those of one model; received 2: run embed once for each\n',
    });
    const zip = join(scratch, 'package.zip');
    await writeFile(zip, '');
    expect(await runCommand('embed', ['--model', zip, '--data', cells, '--out', out])).toMatchObject({
      code: 2,
      stderr: `error: --model: ${zip} is a bioimage.io package, which answers but gives no features; predict opens it\n`,
    });
    await damage(ids.slice(2).map((_, index) => index + 2));
    const few = ['--model', model, '--data', cells, '--skip-bad', '--backend', 'wasm', '--out', out];
    expect(await runCommand('embed', few)).toMatchObject({
      code: 1,
      stderr: `error: ${cells}: a map needs at least 3 images that can be used; found 1\n`,
    });
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });
});
