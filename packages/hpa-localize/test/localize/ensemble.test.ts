import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { syntheticCell } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { memory } from '@tensorflow/tfjs-core';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findModel, findModels } from '../../src/localize/find-model.js';
import { localize } from '../../src/localize/localize.js';
import { readingOfModel } from '../../src/localize/reading-of-model.js';
import { runCommand } from '../run-command.js';
import { writeCells } from '../write-cells.js';

let scratch: string;
let backend: Awaited<ReturnType<typeof startBackend>>;
const classes = ['Cytosol', 'Nucleoli'].map((name, id) => ({ id, name }));
const cells = [1, 2].map((seed) => syntheticCell({ location: 25, seed, size: 32 }));

async function save(
  folder: string,
  {
    seed,
    size = 32,
    thresholds,
    names = classes,
  }: { seed: number; size?: number; thresholds?: number[]; names?: typeof classes },
): Promise<void> {
  const task = thresholds ? 'multi-label' : 'single-label';
  const input = { height: size, width: size };
  const classifier = gapNetPl({ input, classes: names, seed, task });
  await saveClassifier(classifier, join(folder, 'model'), { ...(thresholds && { thresholds }) });
  classifier.dispose();
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-ensemble-'));
  backend = await startBackend('cpu');
  const run = join(scratch, 'run');
  await save(join(run, 'once'), { seed: 1 });
  // Made in another order than their numbers.
  for (const repeat of [10, 2, 1]) {
    await save(join(run, 'repeated', `repeat-${repeat}`), { seed: repeat });
  }
  await save(join(run, 'crossed', 'repeat-1', 'fold-1'), { seed: 1 });
  await save(join(run, 'crossed', 'repeat-1', 'fold-2'), { seed: 2 });
});
afterAll(async () => {
  backend.dispose();
  await rm(scratch, { recursive: true, force: true });
});

/** The probability of the first class for each cell. */
const first = (found: Awaited<ReturnType<typeof localize>>): number[] =>
  found.map(({ locations }) => locations.find(({ id }) => id === 0)!.probability);

describe('an ensemble', () => {
  it('is what the folder of a model holds that was trained several times, in the order of their numbers', () => {
    const run = join(scratch, 'run');
    expect(findModels('repeated', { models: run })).toEqual(
      [1, 2, 10].map((repeat) => join(run, 'repeated', `repeat-${repeat}`, 'model')),
    );
    expect(findModels(join(run, 'crossed'))).toEqual(
      [1, 2].map((fold) => join(run, 'crossed', 'repeat-1', `fold-${fold}`, 'model')),
    );
    expect(() => findModel(join(run, 'crossed'))).toThrow(
      /crossed holds 2 trainings; name one of them: repeat-1\/fold-1, repeat-1\/fold-2$/,
    );
    expect(() => findModels(run)).toThrow(/holds no saved model/);
  });

  it('averages the probabilities of its models, and leaves no tensor behind', async () => {
    const run = join(scratch, 'run');
    const before = memory().numTensors;
    const [one, two] = [join(run, 'repeated', 'repeat-1'), join(run, 'repeated', 'repeat-2')];
    const [a, b] = [first(await localize(one, cells)), first(await localize(two, cells))];
    const together = first(await localize([one, two], cells));
    expect(together).toEqual(a.map((p, index) => expect.closeTo((p + b[index]!) / 2, 12)));
    const folds = first(await localize('crossed', cells, { models: run }));
    expect(folds).toEqual(together);
    expect(memory().numTensors).toBe(before);
  });

  it('claims what reaches the mean of the thresholds', async () => {
    const [low, high] = [join(scratch, 'low'), join(scratch, 'high')];
    await save(low, { seed: 1, thresholds: [0.2, 0.5] });
    await save(high, { seed: 2, thresholds: [0.6, 0.5] });
    const [cell] = await localize([low, high], cells.slice(0, 1));
    const cytosol = cell!.locations.find(({ id }) => id === 0)!;
    expect(cytosol.threshold).toBeCloseTo(0.4, 12);
    expect(cytosol.claimed).toBe(cytosol.probability >= cytosol.threshold!);
  });

  it('refuses models that tell other classes apart or have other tasks, and names them', async () => {
    const run = join(scratch, 'run');
    const other = join(scratch, 'other');
    await save(other, { seed: 1, names: [classes[0]!, { id: 7, name: 'Golgi apparatus' }] });
    await expect(localize([join(run, 'once'), other], cells)).rejects.toThrow(
      `the models of an ensemble must tell the same classes apart, in the same order; ${join(run, 'once', 'model')} has Cytosol (0), Nucleoli (1); ${join(other, 'model')} has Cytosol (0), Golgi apparatus (7)`,
    );
    const several = join(scratch, 'several');
    await save(several, { seed: 1, thresholds: [0.5, 0.5] });
    await expect(localize([join(run, 'once'), several], cells)).rejects.toThrow(
      /must have one task; .*once\/model is single-label, .*several\/model multi-label/,
    );
    await expect(localize([], cells)).rejects.toThrow('models must hold at least one; received none');
  });

  it('reads images as the run did that trained it, however deep its folder is', async () => {
    const run = join(scratch, 'deep');
    await mkdir(run);
    await rename(join(scratch, 'run', 'crossed'), join(run, 'crossed'));
    await writeFile(join(run, 'config.json'), JSON.stringify({ options: { whiteLevel: 4095 } }));
    const [folder] = findModels(join(run, 'crossed'));
    expect(await readingOfModel(folder!)).toEqual({ levels: [0, 4095], scale: 'none' });
  });

  it('is what predict answers by if --model is given several times, each with images of its own size', async () => {
    const data = join(scratch, 'cells');
    const ids = await writeCells(data, { count: 4, size: 48 });
    const large = join(scratch, 'large');
    await save(large, { seed: 3, size: 48 });
    const table = join(scratch, 'predicted.csv');
    const models = [join(scratch, 'run', 'once'), large].flatMap((model) => ['--model', model]);
    const flags = ['--data', data, '--out', table, '--backend', 'wasm'];
    const { code, stdout, stderr } = await runCommand('predict', [...models, ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('model: ensemble of 2 (gapnet-pl), single-label, 2 classes; 4 images');
    const expected = await localize([join(scratch, 'run', 'once'), large], data);
    expect(expected.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const rows = parse(await readFile(table, 'utf8'), { columns: true }) as Record<string, string>[];
    for (const { id, locations } of expected) {
      const { p_Cytosol: p } = rows.find((row) => row.id === id)!;
      // Engines differ in the last bits of single precision.
      expect(Number(p)).toBeCloseTo(locations.find(({ name }) => name === 'Cytosol')!.probability, 4);
    }
  });
});
