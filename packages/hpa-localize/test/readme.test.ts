import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { CHANNEL_NAMES, createBatches, syntheticCells } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { fit, optimizers } from '@hpa/train';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const SIZE = 32;
const home = process.cwd();
let scratch: string;

/** Trains a small model where a run would have put it, and writes an unseen image of each class. */
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-readme-'));
  const { samples, classes, images } = syntheticCells({
    classes: [14, 21],
    proportions: [1, 1],
    count: 38,
    seed: 1,
    size: SIZE,
  });
  const unseen = classes.map((_, label) => samples.find(({ labels }) => labels[0] === label)!);
  const training = samples.filter((sample) => !unseen.includes(sample));
  const backend = await startBackend('wasm');
  const classifier = gapNetPl({ input: { height: SIZE, width: SIZE }, classes, seed: 1, dropout: 0 });
  const { input } = classifier.card;
  const options = { images, input, classCount: classes.length, batchSize: 12, seed: 1, shuffle: true };
  await fit(classifier, createBatches(training, options), {
    optimizer: optimizers.adam({ learningRate: 1e-3 }),
    epochs: 12,
  });
  await saveClassifier(classifier, join(scratch, 'runs', 'first', 'gapnet-pl', 'model'));
  classifier.dispose();
  backend.dispose();

  await mkdir(join(scratch, 'cells'));
  for (const [index, id] of ['A', 'B'].entries()) {
    const { data } = await images.image(unseen[index]!);
    for (const [channel, color] of ['red', 'green', 'blue', 'yellow'].entries()) {
      const levels = data.filter((_, at) => at % CHANNEL_NAMES.length === channel);
      await sharp(levels, { raw: { width: SIZE, height: SIZE, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(join(scratch, 'cells', `${id}_${color}.png`));
    }
  }
  process.chdir(scratch);
});
afterAll(async () => {
  process.chdir(home);
  await rm(scratch, { recursive: true, force: true });
});

it("the README's example is the one beside this test, and prints what the README says", async () => {
  const readme = textOf('../README.md');
  const [, example] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const [, output] = /```text\n(.*?)```/s.exec(readme) ?? [];
  expect(example).toBe(textOf('./readme-example.ts').replace('../src/index.js', '@hpa/localize'));
  expect(example!.trimEnd().split('\n').length).toBeLessThanOrEqual(5);

  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => printed.push(line));
  await import('./readme-example.js');
  log.mockRestore();
  const stated = output!.trimEnd().split('\n');
  const partsOf = (line: string): string[] => line.split(', ');
  expect(printed.map((line) => partsOf(line)[0])).toEqual(stated.map((line) => partsOf(line)[0]));
  for (const [row, line] of printed.entries()) {
    // Trained in single precision: another number of threads adds in another order.
    expect(Number(partsOf(line)[1])).toBeCloseTo(Number(partsOf(stated[row]!)[1]), 1);
  }
});
