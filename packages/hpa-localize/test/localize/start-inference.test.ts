import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { getBackend, memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDataset } from '../../src/dataset/open-dataset.js';
import { fitFamiliarity } from '../../src/knowledge/familiarity.js';
import { embedSamples, type SampleFeatures } from '../../src/localize/embed-samples.js';
import { loadEnsemble } from '../../src/localize/load-ensemble.js';
import { loadModel } from '../../src/localize/load-model.js';
import { localize } from '../../src/localize/localize.js';
import { batching } from '../../src/localize/pass-natively.js';
import { scoreEnsemble } from '../../src/localize/score-ensemble.js';
import { startInference } from '../../src/localize/start-inference.js';
import { writeCells } from '../write-cells.js';

let scratch: string;
let cells: string;
let models: string[];
const classes = ['Cytosol', 'Nucleoli', 'Plasma membrane'].map((name, id) => ({ id, name }));
const input = { height: 32, width: 32 };
/** Answers of two engines may differ by so much: sums of float32 run in another order. */
const TOLERANCE = 1e-4;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-inference-'));
  cells = join(scratch, 'cells');
  await writeCells(cells, { count: 6, size: 40 });
  const backend = await startBackend('cpu');
  models = [1, 2].map((seed) => join(scratch, `model-${seed}`));
  for (const [index, folder] of models.entries()) {
    const model = gapNetPl({ input, classes, seed: index + 1, task: 'multi-label' });
    // The card of one has a temperature, which the graph must apply.
    const card = { ...model.card, ...(index === 0 && { temperature: [0.5, 1, 2] }) };
    await saveClassifier({ ...model, card }, folder, { thresholds: [0.3, 0.5, 0.6] });
    model.dispose();
  }
  backend.dispose();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What an engine answers: of each model its features, and of both together all views of each cell. */
async function answers(name: 'wasm' | 'onnxruntime') {
  const engine = await startInference(name, { threads: 1 });
  const dataset = await openDataset(cells, { size: 32, labels: 'optional' });
  const before = memory().numTensors;
  const embedded: SampleFeatures[] = [];
  for (const folder of models) {
    const model = await loadModel(folder, engine);
    embedded.push(await embedSamples(model, dataset, { badSamples: 'throw' }));
    await model.dispose();
  }
  const familiarity = fitFamiliarity(
    Array.from({ length: 32 }, (_, cell) =>
      Array.from(
        { length: embedded[0]!.dimensions },
        (_, feature) => Math.sin(cell * (feature + 1)) + feature / 100,
      ),
    ),
  )!;
  const ensemble = await loadEnsemble(models, { engine });
  const readers = ensemble.classifiers.map((classifier) => ({
    classifier,
    dataset,
    record: { familiarity },
  }));
  const scored = await scoreEnsemble(readers, { allOrientations: true });
  ensemble.dispose();
  expect(memory().numTensors).toBe(before);
  await dataset.close();
  engine.dispose();
  return { engine, embedded, scored };
}

describe('onnxruntime', () => {
  it('gives the features and answers of TensorFlow.js, of ensembles, turned cells and unlike ones too', async () => {
    const there = await answers('onnxruntime');
    const here = await answers('wasm');
    expect(there.engine).toMatchObject({ name: 'onnxruntime', device: 'CPU, 1 thread', passedOver: [] });
    for (const [index, { ids, dimensions, values, scores }] of here.embedded.entries()) {
      const native = there.embedded[index]!;
      expect([native.ids, native.dimensions]).toEqual([ids, dimensions]);
      expect([...native.values]).toEqual([...values].map((value) => expect.closeTo(value, 4)));
      expect(native.scores).toEqual(scores.map((row) => row.map((score) => expect.closeTo(score, 4))));
    }
    expect(there.scored.ids).toEqual(here.scored.ids);
    const pairs = here.scored.scores.flatMap((row, at) =>
      row.map((score, column) => [score, there.scored.scores[at]![column] as number] as const),
    );
    expect(Math.max(...pairs.map(([a, b]) => Math.abs(a - b)))).toBeLessThan(TOLERANCE);
    // Answers that are all alike would show nothing.
    expect(new Set(pairs.map(([score]) => score.toFixed(3))).size).toBeGreaterThan(10);
    expect(there.scored.unlike).toHaveLength(6);
    for (const [at, unlike] of here.scored.unlike!.entries()) {
      expect(there.scored.unlike![at]).toBeCloseTo(unlike, 3);
    }
  });

  it('is what auto takes where there is no GPU, and never what runs by itself', async () => {
    const engine = await startInference('auto');
    // An engine on a GPU comes first, should this machine have one.
    expect(['tensorflow', 'webgpu', 'onnxruntime']).toContain(engine.name);
    engine.dispose();
    const running = await startBackend('wasm', { threads: 1 });
    await localize(models[0]!, cells);
    expect(getBackend()).toBe('wasm');
    running.dispose();
  });

  it('takes few images at once, and reads fewer ahead the larger they are', () => {
    const sizes = [32, 128, 299, 1024, 4096];
    expect(sizes.map((size) => batching({ height: size, width: size }))).toEqual([
      { batchSize: 16, prefetch: 2 },
      { batchSize: 4, prefetch: 8 },
      { batchSize: 1, prefetch: 32 },
      { batchSize: 1, prefetch: 8 },
      { batchSize: 1, prefetch: 2 },
    ]);
  });

  it('says nothing on the console, and names a model whose numbers are not finite', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const folder = join(scratch, 'diverged');
    const engine = await startInference('onnxruntime', { threads: 1 });
    expect(warn).not.toHaveBeenCalled();
    const model = gapNetPl({ input, classes, seed: 3 });
    // Finite weights whose products are not.
    for (const variable of model.variables.filter(({ name }) => /kernel/.test(name))) {
      variable.assign(variable.mul(1e30));
    }
    await saveClassifier(model, folder);
    model.dispose();
    await expect(localize(folder, cells, { backend: 'onnxruntime' })).rejects.toThrow(
      /^\S+: the features must be finite numbers; some are not$/,
    );
    engine.dispose();
    warn.mockRestore();
  });
});
