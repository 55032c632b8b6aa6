import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
let model: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-embed-slow-'));
  cells = join(scratch, 'cells');
  model = join(scratch, 'gapnet-pl');
  await writeCells(cells, { count: 40, size: 40 });
  const backend = await startBackend('cpu');
  const classes = ['Cytosol', 'Nucleoli'].map((name, id) => ({ id, name }));
  const task = 'multi-label';
  const classifier = gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1, task });
  await saveClassifier(classifier, join(model, 'model'), { thresholds: [0.4, 0.99] });
  classifier.dispose();
  backend.dispose();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('embed', () => {
  it('writes the same files each time, of several locations too', async () => {
    const flags = ['--model', model, '--data', cells, '--backend', 'wasm', '--threads', '1'];
    const [first, second] = [join(scratch, 'first'), join(scratch, 'second')];
    for (const out of [first, second]) {
      expect(await runCommand('embed', [...flags, '--out', out])).toMatchObject({ code: 0, stderr: '' });
    }
    // HDF5 notes when a file was made.
    const files = (await readdir(first)).filter((name) => name !== 'embedding.h5ad');
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(await readFile(join(second, file)), file).toEqual(await readFile(join(first, file)));
    }
  });

  it('stops at Ctrl-C without leaving a file', async () => {
    const out = join(scratch, 'stopped');
    const flags = ['--model', model, '--data', 'synthetic', '--backend', 'wasm', '--out', out];
    const finished = await runCommand('embed', flags, { interruptAt: 'model:' });
    expect(finished.code).toBe(130);
    expect(finished.stdout).toContain('stopping after this batch');
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });
});
