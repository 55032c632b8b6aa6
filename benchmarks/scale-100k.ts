/**
 * How do the steps before a training grow with the number of samples: opening a dataset, splitting it, and looking for leaks?
 *
 *     node --import tsx benchmarks/scale-100k.ts [--samples 10000,100000] [--json]
 *
 * A dataset as of Kaggle's competition, a table of several labels and four PNGs a sample, in synthetic groups of 1 to 12; files are links to one of each
 * channel. Fingerprints are those of 1,000 drawn cells, each under many ids with most of its bits changed, so that they are as far apart as different cells
 * are. One in a thousand is another one turned or mirrored, with three in a hundred of their bits changed: the last line counts how many of these were found. Each number
 * of samples runs in a process of its own; memory is the highest that it held, the fingerprints included.
 */
import { execFile } from 'node:child_process';
import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  auditLeakage,
  type CellImage,
  fingerprintSamples,
  groupNearDuplicates,
  LOCATIONS,
  orientImage,
  type Sample,
  splitSamples,
  syntheticCell,
} from '@hpa/data';
import { readLayout } from '@hpa/data/node';
import { Command, InvalidArgumentError } from 'commander';
import sharp from 'sharp';
import { describeMachine } from './describe-machine.js';

const COLORS = ['red', 'green', 'blue', 'yellow'] as const;
const CLASSES = LOCATIONS.length;
/** Samples of a group: 1 to this many. */
const LARGEST_GROUP = 12;
const DRAWN = 1000;
const SIZE = 64;
/** One in so many fingerprints is a turned copy. */
const COPY_EVERY = 1000;
/** Shares of the bits of a fingerprint that are moved: to be another cell, and to be a copy after noise. */
const CHANGE = 0.6;
const NOISE = 0.03;
/** Links that are made at a time, and of one file; file systems allow 65,000. */
const LINKS = 256;
const LINKS_OF_A_FILE = 32_768;

/** Seconds of each step, by its name, and what else is known. */
interface Run {
  readonly samples: number;
  readonly seconds: Readonly<Record<string, number>>;
  readonly peakMiB: number;
  readonly copies: { readonly hidden: number; readonly found: number };
}

const flags = new Command('node --import tsx benchmarks/scale-100k.ts')
  .option('--samples <numbers>', 'how many samples, separated by commas', numbers, [10_000, 100_000])
  .option('--one', 'measure one number in this process and print JSON', false)
  .option('--json', 'print JSON', false)
  .parse()
  .opts<{ readonly samples: readonly number[]; readonly one: boolean; readonly json: boolean }>();

if (flags.one) {
  console.log(JSON.stringify(await measure(flags.samples[0]!)));
} else {
  const runs: Run[] = [];
  for (const count of flags.samples) {
    const program = fileURLToPath(import.meta.url);
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      program,
      '--one',
      '--samples',
      String(count),
    ]);
    runs.push(JSON.parse(stdout) as Run);
  }
  const machine = describeMachine();
  console.log(flags.json ? JSON.stringify({ machine, runs }, null, 2) : tableOf(runs));
  if (!flags.json) {
    console.log(`\n${machine.processor}, ${machine.cores} cores, Node ${machine.node}`);
  }
}

async function measure(count: number): Promise<Run> {
  const seconds: Record<string, number> = {};
  const timed = async <Result>(step: string, work: () => Result | Promise<Result>): Promise<Result> => {
    const started = performance.now();
    const result = await work();
    seconds[step] = (performance.now() - started) / 1e3;
    return result;
  };
  const folder = await mkdtemp(join(tmpdir(), 'scale-'));
  try {
    await writeDataset(folder, count);
    const { samples } = await timed('open the dataset', () => readLayout(folder));
    if (samples.length !== count) {
      throw new Error(`expected ${count} samples; read ${samples.length}`);
    }
    const single = samples.map((sample) => ({ ...sample, labels: sample.labels.slice(0, 1) }));
    const options = { classCount: CLASSES, seed: 1 };
    await timed('split, one label, in groups', () => splitSamples(single, options));
    const splits = await timed('split, several labels, in groups', () =>
      splitSamples(samples, { ...options, multiLabel: true }),
    );
    const { fingerprints, copies } = await drawFingerprints(samples);
    const audit = await timed('audit the splits', () => auditLeakage(splits, { fingerprints }));
    const grouped = await timed('group near duplicates', () =>
      groupNearDuplicates(
        samples.map(({ group, ...sample }) => sample),
        { fingerprints },
      ),
    );
    if (audit.sharedGroups > 0) {
      throw new Error(`groups must not cross splits; ${audit.sharedGroups} do`);
    }
    const groupOf = new Map(grouped.map(({ id, group }) => [id, group]));
    const found = copies.filter(([a, b]) => groupOf.get(a) === groupOf.get(b)).length;
    return {
      samples: count,
      seconds,
      peakMiB: process.resourceUsage().maxRSS / 1024,
      copies: { hidden: copies.length, found },
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes train.csv, groups.csv and four files a sample: links to one black PNG a channel, anew where a file has as many links as it may. */
async function writeDataset(folder: string, count: number): Promise<void> {
  const images = join(folder, 'train');
  await mkdir(images);
  const black = await sharp({ create: { width: SIZE, height: SIZE, channels: 3, background: 'black' } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  const ids = idsOf(count);
  const pathOf = (index: number, color: string) => join(images, `${ids[index]}_${color}.png`);
  for (let start = 0; start < count; start += LINKS) {
    const first = start - (start % LINKS_OF_A_FILE);
    if (first === start) {
      await Promise.all(COLORS.map((color) => writeFile(pathOf(first, color), black)));
    }
    const linked = ids.slice(start, start + LINKS).map((_, offset) => start + offset);
    await Promise.all(
      linked
        .filter((index) => index !== first)
        .flatMap((index) => COLORS.map((color) => link(pathOf(first, color), pathOf(index, color)))),
    );
  }
  const groups: string[] = [];
  for (let group = 0; groups.length < count; group++) {
    groups.push(...Array<string>(1 + ((group * 7) % LARGEST_GROUP)).fill(`group-${group}`));
  }
  const target = (index: number) =>
    [...new Set([index % CLASSES, ...(index % 3 === 0 ? [(index * 11) % CLASSES] : [])])].join(' ');
  const table = (head: string, cell: (index: number) => string) =>
    `${[head, ...ids.map((id, index) => `${id},${cell(index)}`)].join('\n')}\n`;
  await writeFile(join(folder, 'train.csv'), table('Id,Target', target));
  await writeFile(
    join(folder, 'groups.csv'),
    table('Id,Group', (index) => groups[index]!),
  );
}

function idsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `cell-${String(index).padStart(6, '0')}`);
}

/** Fingerprints of all samples, and the pairs of ids of which one is a turned copy of the other. */
async function drawFingerprints(samples: readonly Sample[]): Promise<{
  readonly fingerprints: ReadonlyMap<string, Uint32Array>;
  readonly copies: readonly (readonly [string, string])[];
}> {
  const images = Array.from({ length: DRAWN }, (_, index) =>
    syntheticCell({ location: LOCATIONS[index % 4]!.id, seed: index, size: SIZE }),
  );
  const printsOf = async (of: readonly CellImage[]) => {
    const cells = of.map((_, index) => ({ id: String(index), labels: [], channels: {} }));
    const store = { image: async ({ id }: Sample) => of[Number(id)]! };
    return [...(await fingerprintSamples(cells, { images: store })).values()];
  };
  const upright = await printsOf(images);
  const turned = await printsOf(
    images.map((image, index) => orientImage(image, (1 + (index % 7)) as Parameters<typeof orientImage>[1])),
  );
  const draw = uniformDraws();
  const fingerprints = new Map<string, Uint32Array>();
  const copies: (readonly [string, string])[] = [];
  for (const [index, { id }] of samples.entries()) {
    const place = index % COPY_EVERY;
    const cell = (place < 2 ? Math.floor(index / COPY_EVERY) : index) % DRAWN;
    const known = place === 1 ? turned[cell]! : upright[cell]!;
    fingerprints.set(id, changed(known, { share: place < 2 ? NOISE : CHANGE, draw }));
    if (place === 1) {
      copies.push([samples[index - 1]!.id, id]);
    }
  }
  return { fingerprints, copies };
}

/** A fingerprint with a share of its set bits moved to random places. */
function changed(
  fingerprint: Uint32Array,
  { share, draw }: { readonly share: number; readonly draw: () => number },
): Uint32Array {
  const result = fingerprint.slice();
  for (let bit = 0; bit < fingerprint.length * 32; bit++) {
    if (((fingerprint[bit >> 5]! >>> (bit & 31)) & 1) === 1 && draw() < share) {
      const other = Math.floor(draw() * fingerprint.length * 32);
      result[bit >> 5]! &= ~(1 << (bit & 31));
      result[other >> 5]! |= 1 << (other & 31);
    }
  }
  return result;
}

/** Uniform in [0, 1), the same in every run (Numerical Recipes' linear congruential generator). */
function uniformDraws(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function tableOf(runs: readonly Run[]): string {
  const steps = Object.keys(runs[0]!.seconds);
  const cells = (of: (run: Run) => string) => `| ${runs.map(of).join(' | ')} |`;
  return [
    `| step, seconds ${cells(({ samples }) => `${samples.toLocaleString('en')} samples`)}`,
    `| --- ${cells(() => '---:')}`,
    ...steps.map((step) => `| ${step} ${cells(({ seconds }) => seconds[step]!.toFixed(2))}`),
    `| highest memory, MiB ${cells(({ peakMiB }) => peakMiB.toFixed(0))}`,
    `| turned copies found ${cells(({ copies: { hidden, found } }) => `${found} of ${hidden}`)}`,
  ].join('\n');
}

function numbers(text: string): readonly number[] {
  const list = text.split(',').map(Number);
  if (!list.every((number) => Number.isSafeInteger(number) && number >= COPY_EVERY)) {
    throw new InvalidArgumentError(`Integers of at least ${COPY_EVERY}, separated by commas.`);
  }
  return list;
}
