/**
 * How near to 70/15/15 does `splitSamples` divide samples with several labels, and how long does it take?
 *
 *     node --import tsx benchmarks/iterative-stratification.ts [--labels FILE] [--seeds 5] [--python PATH] [--json]
 *
 * FILE is a train.csv (Id,Target) of the Kaggle competition of 2018; by default that of ../shared. For comparison: the PyPI package
 * iterative-stratification on the same rows (peers/iterative_stratification.py), by MultilabelStratifiedShuffleSplit twice and by the
 * folds of MultilabelStratifiedKFold. Both are judged here, by the same formulas. Times are those of the processor, so that other load
 * hardly counts. The groups of the last row are synthetic.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LOCATIONS, type Sample, type Splits, splitSamples } from '@hpa/data';
import { Command } from 'commander';
import { describeMachine } from './describe-machine.js';
import { findPython } from './find-python.js';
import { median } from './median.js';

const SHARES = [0.7, 0.15, 0.15] as const;
const CLASSES = LOCATIONS.length;
/** Samples of a synthetic group: 1 to this many, as an antibody has images. */
const LARGEST_GROUP = 12;

/** The errors of one division, in shares of 1; the largest and the mean over splits and classes or pairs of classes. */
interface Errors {
  /** Share of each class among the samples of a split, less that among all samples. */
  readonly shareMean: number;
  readonly shareMaximum: number;
  /** Share of a class's samples that a split holds, less the requested one. */
  readonly divisionMean: number;
  readonly divisionMaximum: number;
  /** As the first, of each pair of classes that occurs. */
  readonly pairMean: number;
  readonly pairMaximum: number;
}

interface Row extends Errors {
  readonly method: string;
  readonly seconds: number;
}

const flags = new Command('iterative-stratification')
  .option('--labels <file>', 'a train.csv with Id and Target', '../shared/data/kaggle-2018/train.csv')
  .option('--seeds <count>', 'divisions of each method', Number, 5)
  .option('--python <path>', 'a Python with iterstrat; by default python3, then /usr/bin/python3')
  .option('--json', 'print JSON', false)
  .parse()
  .opts<{
    readonly labels: string;
    readonly seeds: number;
    readonly python?: string;
    readonly json: boolean;
  }>();

const samples = await readSamples(flags.labels);
const seeds = Array.from({ length: flags.seeds }, (_, index) => index + 1);
const rows: Row[] = [
  ours('splitSamples', samples),
  ...(await theirs(samples)),
  ours('splitSamples, in groups', inGroups(samples)),
];
if (flags.json) {
  console.log(
    JSON.stringify(
      { machine: describeMachine(), samples: samples.length, seeds: flags.seeds, rows },
      null,
      2,
    ),
  );
} else {
  console.log(`${samples.length} samples, ${CLASSES} classes; medians of ${flags.seeds} seeds`);
  console.table(
    rows.map(({ method, seconds, ...errors }) => ({
      method,
      seconds: seconds.toFixed(2),
      ...Object.fromEntries(Object.entries(errors).map(([name, error]) => [name, error.toExponential(2)])),
    })),
  );
}

function ours(method: string, divided: readonly Sample[]): Row {
  const options = { classCount: CLASSES, multiLabel: true };
  // Once more than is measured: the first call compiles the code.
  splitSamples(divided, { ...options, seed: 0 });
  return summarize(
    method,
    seeds.map((seed) => {
      const started = process.cpuUsage();
      const splits = splitSamples(divided, { ...options, seed });
      const { user, system } = process.cpuUsage(started);
      return { seconds: (user + system) / 1e6, errors: errorsOf(splits) };
    }),
  );
}

async function theirs(divided: readonly Sample[]): Promise<Row[]> {
  const python = await findPython(
    flags.python === undefined ? ['python3', '/usr/bin/python3'] : [flags.python],
    {
      modules: ['iterstrat', 'numpy'],
    },
  );
  if (python === undefined) {
    console.error('not run: iterative-stratification (no python3 found with iterstrat and numpy)');
    return [];
  }
  const script = fileURLToPath(new URL('peers/iterative_stratification.py', import.meta.url));
  const workload = { labels: flags.labels, classes: CLASSES, seeds };
  const { stdout } = await promisify(execFile)(python, ['-B', script, JSON.stringify(workload)], {
    maxBuffer: 2 ** 28,
  });
  const found = JSON.parse(stdout) as Readonly<
    Record<string, readonly { readonly seconds: number; readonly splits: readonly (readonly number[])[] }[]>
  >;
  return Object.entries(found).map(([method, runs]) =>
    summarize(
      method,
      runs.map(({ seconds, splits }) => {
        const [train, validation, test] = splits.map((rows) => rows.map((row) => divided[row]!));
        return { seconds, errors: errorsOf({ train: train!, validation: validation!, test: test! }) };
      }),
    ),
  );
}

function summarize(
  method: string,
  runs: readonly { readonly seconds: number; readonly errors: Errors }[],
): Row {
  const of = (name: keyof Errors) => median(runs.map(({ errors }) => errors[name]));
  return {
    method,
    seconds: median(runs.map(({ seconds }) => seconds)),
    shareMean: of('shareMean'),
    shareMaximum: of('shareMaximum'),
    divisionMean: of('divisionMean'),
    divisionMaximum: of('divisionMaximum'),
    pairMean: of('pairMean'),
    pairMaximum: of('pairMaximum'),
  };
}

function errorsOf(splits: Splits): Errors {
  const parts = [splits.train, splits.validation, splits.test];
  const totals = coOccurrence(parts.flat());
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const share: number[] = [];
  const division: number[] = [];
  const pairs: number[] = [];
  for (const [split, part] of parts.entries()) {
    for (const [cell, count] of coOccurrence(part).entries()) {
      const total = totals[cell]!;
      const [a, b] = [Math.floor(cell / CLASSES), cell % CLASSES];
      const error = Math.abs(count / part.length - total / size);
      if (a === b) {
        share.push(error);
        division.push(Math.abs(count / total - SHARES[split]!));
      } else if (a < b && total > 0) {
        pairs.push(error);
      }
    }
  }
  const mean = (errors: readonly number[]) => errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return {
    shareMean: mean(share),
    shareMaximum: Math.max(...share),
    divisionMean: mean(division),
    divisionMaximum: Math.max(...division),
    pairMean: mean(pairs),
    pairMaximum: Math.max(...pairs),
  };
}

/** Counts samples with both classes, [CLASSES * CLASSES]; the diagonal counts each class. */
function coOccurrence(of: readonly Sample[]): Float64Array {
  const counts = new Float64Array(CLASSES * CLASSES);
  for (const { labels } of of) {
    for (const a of labels) {
      for (const b of labels) {
        counts[a * CLASSES + b]!++;
      }
    }
  }
  return counts;
}

async function readSamples(file: string): Promise<Sample[]> {
  const lines = (await readFile(file, 'utf8')).trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [id = '', target = ''] = line.split(',');
    const [microtubules, protein, nucleus] = ['red', 'green', 'blue'].map((color) => `${id}_${color}.png`);
    return {
      id,
      labels: target.split(' ').map(Number),
      channels: { microtubules: microtubules!, protein: protein!, nucleus: nucleus! },
    };
  });
}

/** Puts neighbors in the file into groups of 1 to `LARGEST_GROUP`, whose sizes come in turns. */
function inGroups(of: readonly Sample[]): Sample[] {
  const grouped: Sample[] = [];
  for (let group = 0; grouped.length < of.length; group++) {
    const size = 1 + ((group * 7) % LARGEST_GROUP);
    for (const sample of of.slice(grouped.length, grouped.length + size)) {
      grouped.push({ ...sample, group: `group ${group}` });
    }
  }
  return grouped;
}
