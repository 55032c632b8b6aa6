import '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUniform, setBackend, type Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gapNetPl } from '../../src/index.js';
import { loadClassifier, saveClassifier } from '../../src/node/index.js';
import type { Classifier } from '../../src/types.js';
import { fourClasses } from '../support/four-classes.js';

let folder: string;
let model: string;
let classifier: Classifier;

beforeAll(async () => {
  await setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'hpa-models-'));
  model = join(folder, 'runs', 'gapnet-pl');
  classifier = gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 });
});
afterAll(async () => {
  classifier.dispose();
  await rm(folder, { recursive: true });
});
beforeEach(() => saveClassifier(classifier, model));

describe('saveClassifier to a folder', () => {
  it('writes model.json and weights.bin, and nothing beside them', async () => {
    expect(await readdir(join(folder, 'runs'))).toEqual(['gapnet-pl']);
    expect((await readdir(model)).sort()).toEqual(['model.json', 'weights.bin']);
    const json = JSON.parse(await readFile(join(model, 'model.json'), 'utf8'));
    expect(json.format).toBe('layers-model');
    expect(json.userDefinedMetadata.card).toEqual(JSON.parse(JSON.stringify(classifier.card)));
    expect(json.weightsManifest[0].paths).toEqual(['weights.bin']);
    expect((await readFile(join(model, 'weights.bin'))).length).toBe(4 * classifier.card.parameters);
  });

  it('writes a folder that loads as a model with the same logits, bit for bit', async () => {
    const loaded = await loadClassifier(model);
    expect(loaded.card).toEqual(classifier.card);
    const images = randomUniform([2, 16, 16, 4], -1, 1, 'float32', 1) as Tensor4D;
    const [expected, found] = [classifier, loaded].map((of) => of.logits(images, { training: false }));
    expect(found!.dataSync()).toEqual(expected!.dataSync());
    loaded.dispose();
  });

  it('replaces an older model and saves the provenance', async () => {
    await saveClassifier(classifier, model, { provenance: 'trained for 15 epochs' });
    const loaded = await loadClassifier(model);
    expect(loaded.card.provenance).toBe('trained for 15 epochs');
    expect(await readdir(join(folder, 'runs'))).toEqual(['gapnet-pl']);
    loaded.dispose();
  });

  it('saves the task, thresholds and temperature, which a loaded model keeps when it is saved again', async () => {
    const several = gapNetPl({
      input: { height: 16, width: 16 },
      classes: fourClasses,
      task: 'multi-label',
      seed: 1,
    });
    expect(several.card).toMatchObject({ task: 'multi-label' });
    expect(classifier.card).toMatchObject({ task: 'single-label' });
    const fitted = { thresholds: [0.5, 0.25, 0.125, 1], temperature: [1.5] };
    await saveClassifier(several, model, fitted);
    const loaded = await loadClassifier(model);
    expect(loaded.card).toEqual({ ...several.card, ...fitted });
    await saveClassifier(loaded, model, { provenance: 'again', temperature: [1, 2, 3, 4] });
    const again = await loadClassifier(model);
    expect(again.card).toEqual({ ...loaded.card, provenance: 'again', temperature: [1, 2, 3, 4] });
    for (const each of [several, loaded, again]) {
      each.dispose();
    }
  });

  it('refuses thresholds that are not of the task and the classes, and keeps the older model', async () => {
    await expect(saveClassifier(classifier, model, { thresholds: [0.5, 0.5, 0.5, 0.5] })).rejects.toThrow(
      "model card: thresholds must be absent where the task is 'single-label'",
    );
    expect((await readdir(model)).sort()).toEqual(['model.json', 'weights.bin']);
  });

  it('keeps the older model if saving fails', async () => {
    const broken = { ...classifier, card: { ...classifier.card, name: 1n as unknown as string } };
    await expect(saveClassifier(broken, model)).rejects.toThrow();
    expect(await readdir(join(folder, 'runs'))).toEqual(['gapnet-pl']);
    (await loadClassifier(model)).dispose();
  });
});

describe('loadClassifier from a folder', () => {
  it('names the file if there is no model', async () => {
    await expect(loadClassifier(join(folder, 'nothing'))).rejects.toThrow(
      `${join(folder, 'nothing', 'model.json')}: no saved model`,
    );
  });

  it('names the file that is not what was saved', async () => {
    await truncate(join(model, 'weights.bin'), 1000);
    await expect(loadClassifier(model)).rejects.toThrow(
      `${join(model, 'weights.bin')}: checksum mismatch: model.json says `,
    );
    await rm(join(model, 'weights.bin'));
    await expect(loadClassifier(model)).rejects.toThrow(
      `${join(model, 'weights.bin')}: the weights of the model are missing`,
    );
    await writeFile(join(model, 'model.json'), '{"format":');
    await expect(loadClassifier(model)).rejects.toThrow(`${join(model, 'model.json')}: not JSON`);
    await writeFile(join(model, 'model.json'), '{}');
    await expect(loadClassifier(model)).rejects.toThrow(
      `${join(model, 'model.json')}: not a saved model: no weightsManifest`,
    );
    await writeFile(join(model, 'model.json'), 'null');
    await expect(loadClassifier(model)).rejects.toThrow('not a saved model: no weightsManifest');
    for (const group of [null, {}, { weights: [null] }, { weights: [{ name: 'x' }] }]) {
      const sha256 = createHash('sha256').update('').digest('hex');
      await writeFile(join(model, 'weights.bin'), '');
      await writeFile(join(model, 'model.json'), JSON.stringify({ weightsManifest: [group], sha256 }));
      await expect(loadClassifier(model)).rejects.toThrow(
        `${join(model, 'model.json')}: each group of the weightsManifest must list weights with a name and a shape`,
      );
    }
  });

  it('names the model that an invalid card belongs to', async () => {
    const file = join(model, 'model.json');
    const json = JSON.parse(await readFile(file, 'utf8'));
    json.userDefinedMetadata.card.architecture = 'resnet';
    await writeFile(file, JSON.stringify(json));
    await expect(loadClassifier(model)).rejects.toThrow(
      `${model}: model card: unknown architecture "resnet"; this library builds`,
    );
  });
});
