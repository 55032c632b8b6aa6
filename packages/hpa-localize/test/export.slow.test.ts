import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { type Classifier, gapNetPl, readWeights } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { openOnnxClassifier } from '@hpa/models/onnx';
import { type Tensor2D, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

const SIZE = 16;

let scratch: string;
let model: string;
let backend: Awaited<ReturnType<typeof startBackend>>;
let classifier: Classifier;
let images: Tensor4D;
let logits: readonly number[];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-export-'));
  model = join(scratch, 'run', 'gapnet-pl');
  backend = await startBackend('wasm');
  const classes = ['Cytosol', 'Plasma membrane'].map((name, id) => ({ id, name }));
  classifier = gapNetPl({ input: { height: SIZE, width: SIZE }, classes, seed: 1, name: 'my/model' });
  await saveClassifier(classifier, join(model, 'model'));
  images = tensor4d(
    Float32Array.from({ length: SIZE * SIZE * 4 }, (_, i) => Math.sin(i)),
    [1, SIZE, SIZE, 4],
  );
  logits = [...classifier.logits(images, { training: false }).dataSync()];
});
afterAll(async () => {
  classifier.dispose();
  images.dispose();
  backend.dispose();
  await rm(scratch, { recursive: true, force: true });
});

const exportTo = (format: string, out: string, ...more: readonly string[]) =>
  runCommand('export', ['--model', model, '--format', format, '--out', out, '--backend', 'wasm', ...more]);

describe('export', () => {
  it('writes ONNX that gives the logits of the model', async () => {
    const out = join(scratch, 'model.onnx');
    expect(await exportTo('onnx', out)).toMatchObject({ code: 0, stderr: '' });
    const native = await openOnnxClassifier(out, { threads: 1 });
    const found = await native.logits(images, { training: false });
    for (const [index, logit] of logits.entries()) {
      expect(found.dataSync()[index]).toBeCloseTo(logit, 4);
    }
    found.dispose();
    await native.dispose();
  });

  it('writes safetensors with the weights to the bit', async () => {
    const out = join(scratch, 'model.safetensors');
    expect(await exportTo('safetensors', out)).toMatchObject({ code: 0, stderr: '' });
    const { tensors } = readWeights({ 'model.safetensors': await readFile(out) });
    const [kernel] = classifier.state;
    const stored = tensors.get('conv1/kernel')!;
    expect(stored.shape).toEqual(kernel!.shape);
    expect(stored.read()).toEqual(kernel!.dataSync());
  });

  it('writes a folder that tf.loadLayersModel reads, replaces it, and leaves any other folder alone', async () => {
    const out = join(scratch, 'layers');
    for (let time = 0; time < 2; time++) {
      expect(await exportTo('tfjs', out)).toMatchObject({ code: 0, stderr: '' });
    }
    const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(out, 'model.json'), 'utf8'));
    const [{ paths, weights }] = weightsManifest;
    const bytes = await readFile(join(out, paths[0]));
    const weightData = new Uint8Array(bytes).buffer;
    const loaded = await loadLayersModel({
      load: async () => ({ modelTopology, weightSpecs: weights, weightData }),
    });
    const found = loaded.predict(images) as Tensor2D;
    expect([...found.dataSync()]).toEqual(logits);
    found.dispose();
    loaded.dispose();

    await writeFile(join(out, 'notes.txt'), 'mine');
    const refused = await exportTo('tfjs', out);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain(`${out} is a folder with notes.txt in it`);
    expect(await readFile(join(out, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('packs the same bytes each time, with the time of no machine, and says what nobody stated', async () => {
    const [first, second] = [join(scratch, 'a.zip'), join(scratch, 'b.zip')];
    const finished = await exportTo('bioimageio', first);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toContain('its authors are "unknown": --authors names them');
    expect(finished.stdout).toContain('it states no license: --license states one');
    expect(await exportTo('bioimageio', second)).toMatchObject({ code: 0 });
    const bytes = await readFile(first);
    expect((await readFile(second)).equals(bytes)).toBe(true);
    // Time and date of the first local header: midnight, and 1980 (0) January (1 << 5) 1.
    expect([bytes.readUInt16LE(10), bytes.readUInt16LE(12)]).toEqual([0, 33]);
  });

  it('refuses flags that do not go together, before it reads the model', async () => {
    const wrong = [
      [['onnx', 'model.zip'], '--out of --format onnx must end in .onnx; received model.zip'],
      [['bioimageio', 'a.onnx'], '--out of --format bioimageio must end in .zip'],
      [['onnx', 'a.onnx', '--license', 'MIT'], '--license describes a package: it needs --format bioimageio'],
      [['bioimageio', 'a.zip', '--name', 'a/b'], '--name must be 1 to 128 letters'],
      [['bioimageio', 'a.zip', '--license', 'no such thing'], '--license must be an SPDX identifier'],
      [['bioimageio', 'a.zip', '--authors', 'A/B'], '--authors must be names without slashes'],
      [['pickle', 'a'], 'Allowed choices are onnx, safetensors, tfjs, bioimageio'],
    ] as const;
    for (const [[format, out, ...more], message] of wrong) {
      const finished = await exportTo(format, out, ...more);
      expect(finished).toMatchObject({ code: 2, stdout: '' });
      expect(finished.stderr).toContain(message);
    }
  });
});
