import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../../src/bioimage-io/export/build-package.js';

// The checker of bioimage.io itself, if python3 (or HPA_PYTHON) has bioimageio.core and onnxruntime.

const python = process.env.HPA_PYTHON ?? 'python3';
const lacksCore = spawnSync(python, ['-c', 'import bioimageio.core, onnxruntime']).status !== 0;
if (lacksCore) {
  console.warn(`skipped: ${python} has not bioimageio.core and onnxruntime (HPA_PYTHON names another)`);
}

describe.skipIf(lacksCore)('bioimageio test', () => {
  let scratch: string;
  let backend: Awaited<ReturnType<typeof startBackend>>;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'hpa-core-'));
    backend = await startBackend('wasm');
  });
  afterAll(async () => {
    backend.dispose();
    await rm(scratch, { recursive: true, force: true });
  });

  it.each([
    ['per-image', ['nucleus', 'protein', 'microtubules', 'er'], 'single-label'],
    ['imagenet', ['microtubules+er/2', 'protein+er/2%256', 'nucleus'], 'multi-label'],
    ['imagenet', ['nucleus', 'protein', 'er'], 'single-label'],
    ['symmetric', ['protein'], 'multi-label'],
  ] as const)('passes on a package whose input is %s of %s, %s', async (normalization, channels, task) => {
    const classes = ['Cytosol', 'Plasma membrane', 'Nucleoli (rim)'].map((name, id) => ({ id, name }));
    const input = { height: 24, width: 32, channels, normalization };
    const classifier = gapNetPl({ input, classes, task, seed: 1 });
    const path = join(scratch, `${normalization}-${channels.length}.zip`);
    const bytes = await buildPackage(classifier, { name: 'drawn', authors: ['A B'], license: 'CC-BY-4.0' });
    classifier.dispose();
    await writeFile(path, bytes);
    const { status, stdout, stderr } = spawnSync(python, ['-m', 'bioimageio.core', 'test', path], {
      encoding: 'utf8',
      env: { ...process.env, BIOIMAGEIO_CACHE_PATH: join(scratch, 'cache') },
    });
    expect(status, stdout + stderr).toBe(0);
    expect(stdout + stderr).toContain('Reproduce test outputs from test inputs (onnx)');
  });
});
