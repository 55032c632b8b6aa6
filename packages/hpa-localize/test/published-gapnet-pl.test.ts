import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from '@hpa/backend';
import { gapNetPl, PUBLISHED_WEIGHTS } from '@hpa/models';
import { loadWeights, saveClassifier } from '@hpa/models/node';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

const shared = join(dirname(fileURLToPath(new URL('../../..', import.meta.url))), 'shared');
const CHECKPOINT = join(shared, 'data/gapnet-pl/gapnet-pl.ckpt');
const IMAGES = join(shared, 'data/kaggle-2018/train');
const FULL_SIZE = join(shared, 'data/hpa-full-size/exampleimages');
const GOLDEN = join(shared, 'goldens/gapnet-pl/golden.json');
const missing = [`${CHECKPOINT}.index`, IMAGES, FULL_SIZE, GOLDEN].filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.warn(`skipped: no ${missing.join(', ')}`);
}

/** Probabilities of an independent implementation, by the ids of the images. */
interface Golden {
  readonly cases: readonly {
    readonly id: string;
    readonly inputShape: readonly number[];
    readonly probabilities: readonly number[];
  }[];
}

describe.skipIf(missing.length > 0)('GapNet-PL with the weights of its authors', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'hpa-published-'));
    const backend = await startBackend('cpu');
    const { classes, provenance } = PUBLISHED_WEIGHTS['gapnet-pl'].authors;
    const labels = classes.map((name, id) => ({ id, name }));
    for (const size of [512, 1024]) {
      const classifier = gapNetPl({
        input: { height: size, width: size },
        classes: labels,
        task: 'multi-label',
        seed: 1,
        initialWeights: 'zeros',
      });
      loadWeights(classifier, CHECKPOINT, { provenance });
      await saveClassifier(classifier, join(scratch, `at-${size}`), { thresholds: classes.map(() => 0.5) });
      classifier.dispose();
    }
    backend.dispose();
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const predictAt = async (size: number, data: string) => {
    const out = join(scratch, `${size}.csv`);
    const flags = ['--model', join(scratch, `at-${size}`), '--data', data, '--out', out, '--backend', 'wasm'];
    const finished = await runCommand('predict', flags);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    const rows = parse(await readFile(out, 'utf8'), { columns: true }) as Record<string, string>[];
    return { rows, stdout: finished.stdout };
  };

  it('predicts the locations of images of the competition, with the threshold of each', async () => {
    const { rows, stdout } = await predictAt(512, IMAGES);
    expect(stdout).toContain('multi-label, 13 classes; 2 images');
    expect(stdout).toContain('thresholds of the model: Actin filaments 0.50, Centrosome 0.50, Cytosol 0.50');
    expect(rows.map(({ predicted }) => predicted)).toEqual(['Intermediate filaments', 'Nucleus']);
    const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Golden;
    for (const row of rows) {
      const { probabilities } = golden.cases.find(
        ({ id, inputShape }) => id === row.id && inputShape[1] === 512,
      )!;
      for (const [index, name] of PUBLISHED_WEIGHTS['gapnet-pl'].authors.classes.entries()) {
        // 1e-4 is what the golden grants these PNGs; its own float32 run comes within 1e-6.
        expect(Math.abs(Number(row[`p_${name}`]) - probabilities[index]!)).toBeLessThan(1e-4);
        expect(row[`threshold_${name}`]).toBe('0.5');
      }
    }
  });

  it('predicts the locations of images as the HPA publishes them, at the size of its training', async () => {
    const { rows } = await predictAt(1024, FULL_SIZE);
    expect(rows.map(({ id, predicted }) => [id, predicted])).toEqual([
      ['800_A6_1', 'Cytosol'],
      ['89_B5_1', 'Endoplasmic reticulum'],
    ]);
  });
});
