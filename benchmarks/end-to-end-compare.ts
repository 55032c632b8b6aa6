/**
 * How long do `compare` and `predict` take on 620 cells, and how long does a training step wait for its batch?
 *
 *     node --import tsx benchmarks/end-to-end-compare.ts [--checkout DIR...] [--data DIR] [--epochs 3] [--rounds 1] [--json]
 *
 * Trains GapNet-PL on images of 128 x 128 with the engine wasm, through `npm run compare`, and scores all cells through
 * `npm run predict`. Each --checkout is a clone of this repository, perhaps of another commit; clones take turns, so their times
 * can be compared. DIR has the layout of the Kaggle competition of 2018 (train.csv, train/); without it, synthetic cells are
 * written in that layout. The wait for batches is measured in this clone, with the packages that `compare` uses.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from '@hpa/backend';
import { type BatchSource, COMPOSITIONS, cacheImages, createBatches, syntheticCells } from '@hpa/data';
import { openImages, readImageSets } from '@hpa/data/node';
import { gapNetPl } from '@hpa/models';
import { fit, optimizers } from '@hpa/train';
import { Command } from 'commander';
import sharp from 'sharp';
import { describeMachine } from './describe-machine.js';
import { median } from './median.js';
import { positiveInteger } from './positive-integer.js';

const CLASSES = [0, 25, 21, 2];
const CELLS = 620;
const SIZE = 128;
const COLORS = ['red', 'green', 'blue', 'yellow'] as const;

/** One figure of one clone. */
interface Figure {
  readonly checkout: string;
  readonly name: string;
  readonly unit: 's' | '% of a step';
  /** Every measurement, in order. */
  readonly values: readonly number[];
}

interface LabeledCell {
  readonly id: string;
  /** A position in {@link CLASSES}. */
  readonly label: number;
}

const here = resolve(fileURLToPath(new URL('..', import.meta.url)));
const shared = join(here, '../shared/data/hpa-cells');
const flags = new Command('node --import tsx benchmarks/end-to-end-compare.ts')
  .option('--checkout <folder...>', 'clones to measure, with their packages installed; by default this one')
  .option('--data <folder>', 'train.csv and train/ (default: ../shared/data/hpa-cells, or synthetic cells)')
  .option('--epochs <n>', 'epochs of compare', positiveInteger, 3)
  .option('--rounds <n>', 'how often clones take turns', positiveInteger, 1)
  .option('--json', 'print JSON', false)
  .parse()
  .opts<{
    readonly checkout?: readonly string[];
    readonly data?: string;
    readonly epochs: number;
    readonly rounds: number;
    readonly json: boolean;
  }>();

const scratch = await mkdtemp(join(tmpdir(), 'hpa-end-to-end-'));
try {
  const checkouts = (flags.checkout ?? [here]).map((folder) => resolve(folder));
  const data = flags.data ?? (existsSync(shared) ? shared : await writeSyntheticCells(join(scratch, 'data')));
  const cells = await readLabels(data);
  const images = await linkImages(cells, { data, folder: join(scratch, 'images') });
  const figures = await measureCommands(checkouts, { data, images });
  figures.push(await measureWaits(cells, images));
  if (flags.json) {
    console.log(JSON.stringify({ machine: describeMachine(), data, cells: cells.length, figures }, null, 2));
  } else {
    for (const { checkout, name, unit, values } of figures) {
      const range = `${Math.min(...values).toFixed(2)} .. ${Math.max(...values).toFixed(2)}`;
      console.log(
        `${checkout}: ${name}: median ${median(values).toFixed(2)} ${unit} (${range}, n = ${values.length})`,
      );
    }
  }
} finally {
  await rm(scratch, { recursive: true });
}
// The engine's threads would keep the process alive.
process.exit();

/** Runs both commands in every clone, in turns. */
async function measureCommands(
  checkouts: readonly string[],
  { data, images }: { readonly data: string; readonly images: string },
): Promise<Figure[]> {
  const commands = new Map<string, { readonly compare: string; readonly predict: string }>();
  for (const checkout of checkouts) {
    await run('npm run --silent build', { cwd: checkout });
    commands.set(checkout, await commandsOf(checkout));
  }
  const figures = checkouts.flatMap((checkout) =>
    ['compare, an epoch', 'compare, whole command', 'predict, whole command'].map((name) => ({
      checkout,
      name,
      unit: 's' as const,
      values: [] as number[],
    })),
  );
  const note = (checkout: string, name: string, values: readonly number[]): void => {
    figures.find((figure) => figure.checkout === checkout && figure.name === name)?.values.push(...values);
    console.error(`${checkout}: ${name}: ${values.map((value) => value.toFixed(2)).join(', ')} s`);
  };
  for (let round = 0; round < flags.rounds; round++) {
    for (const [index, checkout] of checkouts.entries()) {
      const { compare, predict } = commands.get(checkout)!;
      const out = join(scratch, `run-${round}-${index}`);
      const training = await run(
        `${compare} --data "${data}" --classes ${CLASSES.join()} --models gapnet-pl --size ${SIZE} ` +
          `--epochs ${flags.epochs} --backend wasm --out "${out}"`,
        { cwd: checkout },
      );
      note(checkout, 'compare, an epoch', await epochSeconds(join(out, 'gapnet-pl/history.csv')));
      note(checkout, 'compare, whole command', [training]);
      const scoring = await run(
        `${predict} --model "${join(out, 'gapnet-pl')}" --data "${images}" --backend wasm --out "${out}.csv"`,
        { cwd: checkout },
      );
      note(checkout, 'predict, whole command', [scoring]);
    }
  }
  return figures;
}

/** What `npm run compare` and `npm run predict` run in a clone, without the build before it. */
async function commandsOf(checkout: string): Promise<{ readonly compare: string; readonly predict: string }> {
  const manifest = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<'compare' | 'predict', string>>;
  };
  const withoutBuild = (script: string): string => script.replace(/^npm run --silent build\b.*?&& /, '');
  const { compare, predict } = manifest.scripts;
  return { compare: withoutBuild(compare), predict: withoutBuild(predict) };
}

/**
 * Runs a shell command and returns its wall time in seconds.
 *
 * @throws Error if it fails, with the command's output.
 */
function run(command: string, { cwd }: { readonly cwd: string }): Promise<number> {
  const started = performance.now();
  const child = spawn(command, { cwd, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) {
        resolve((performance.now() - started) / 1000);
      } else {
        reject(new Error(`${command} failed in ${cwd}:\n${output}`));
      }
    });
  });
}

/** The column `seconds` of a history.csv. */
async function epochSeconds(file: string): Promise<number[]> {
  const [header = '', ...rows] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
  const column = header.split(',').indexOf('seconds');
  return rows.map((row) => Number(row.split(',')[column]));
}

/** The cells with exactly one label, if it is one of {@link CLASSES}. */
async function readLabels(data: string): Promise<LabeledCell[]> {
  const rows = (await readFile(join(data, 'train.csv'), 'utf8')).trim().split(/\r?\n/).slice(1);
  return rows.flatMap((row) => {
    const [id = '', target = ''] = row.split(',');
    const label = CLASSES.map(String).indexOf(target);
    return label < 0 ? [] : [{ id, label }];
  });
}

/** Makes a folder with links to the images of some cells only, for `predict`. */
async function linkImages(
  cells: readonly LabeledCell[],
  { data, folder }: { readonly data: string; readonly folder: string },
): Promise<string> {
  await mkdir(folder);
  for (const { id } of cells) {
    for (const color of COLORS) {
      await symlink(resolve(data, 'train', `${id}_${color}.png`), join(folder, `${id}_${color}.png`));
    }
  }
  return folder;
}

/** Draws cells and writes them as train.csv and train/. */
async function writeSyntheticCells(folder: string): Promise<string> {
  const size = 256;
  const { samples, classes, images } = syntheticCells({
    classes: CLASSES,
    count: CELLS,
    seed: 1,
    size,
  });
  await mkdir(join(folder, 'train'), { recursive: true });
  const rows = ['Id,Target'];
  for (const sample of samples) {
    rows.push(`${sample.id},${classes[sample.labels[0]!]!.id}`);
    const { data } = await images.image(sample);
    for (const [channel, color] of COLORS.entries()) {
      const gray = data.filter((_, at) => at % COLORS.length === channel);
      const png = sharp(gray, { raw: { height: size, width: size, channels: 1 } })
        .toColourspace('b-w')
        .png();
      await writeFile(join(folder, 'train', `${sample.id}_${color}.png`), await png.toBuffer());
    }
  }
  await writeFile(join(folder, 'train.csv'), `${rows.join('\n')}\n`);
  return folder;
}

/** Trains as `compare` does and measures, in each epoch but the first, how much of a step is spent waiting for its batch. */
async function measureWaits(cells: readonly LabeledCell[], folder: string): Promise<Figure> {
  const backend = await startBackend('wasm');
  const labels = new Map(cells.map(({ id, label }) => [id, label]));
  const samples = (await readImageSets(folder)).map((sample) => ({
    ...sample,
    labels: [labels.get(sample.id)!],
  }));
  const files = openImages({ height: SIZE, width: SIZE });
  const input = { height: SIZE, width: SIZE, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;
  const classes = CLASSES.map((id) => ({ id, name: `class ${id}` }));
  const model = gapNetPl({ input, classes, seed: 1 });
  const source = createBatches(samples, {
    images: cacheImages(files),
    input,
    classCount: CLASSES.length,
    batchSize: 16,
    seed: 1,
    shuffle: true,
    augment: 'dihedral',
    reuseMemory: true,
  });
  const waitMs: number[] = [];
  const { epochs } = await fit(model, timed(source, waitMs), {
    optimizer: optimizers.adam({ learningRate: 1e-3 }),
    epochs: flags.epochs + 1,
  });
  model.dispose();
  await files.close();
  backend.dispose();
  const values = epochs.map(({ seconds }, epoch) => (100 * waitMs[epoch]!) / (1000 * seconds)).slice(1);
  return { checkout: here, name: 'training, wait for the batch', unit: '% of a step', values };
}

/** A source that adds up how long its consumer waits for batches, per epoch, in milliseconds. */
function timed(source: BatchSource, waitMs: number[]): BatchSource {
  return {
    ...source,
    async *batches(epoch) {
      const batches = source.batches(epoch)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const asked = performance.now();
          const { done, value } = await batches.next();
          waitMs[epoch] = (waitMs[epoch] ?? 0) + performance.now() - asked;
          if (done) {
            return;
          }
          yield value;
        }
      } finally {
        await batches.return?.();
      }
    },
  };
}
