/** Runs the benchmarks. `npm run bench -- --help` lists the flags; README.md explains what is measured. */
import { Command, InvalidArgumentError } from 'commander';
import { ENGINE_NAMES, type EngineName, PYTHON_MODULES } from './benchmark.js';
import { describeCommit } from './describe-commit.js';
import { describeMachine } from './describe-machine.js';
import { findPython } from './find-python.js';
import { measure } from './measure.js';
import { measureInTurns } from './measure-in-turns.js';
import { type PlanOptions, plan, WARM_UP_SECONDS } from './plan.js';
import { positiveInteger } from './positive-integer.js';
import { registry } from './registry.js';
import { type Absence, type Report, withRatios } from './report.js';
import { requireEqualParameters } from './require-equal-parameters.js';
import { type Result, summarize } from './summarize.js';
import { toMarkdown } from './to-markdown.js';

const NAMES = registry.map(({ name }) => name);

const flags = new Command('npm run bench --')
  .option('--json', 'print JSON instead of a Markdown table', false)
  .option(
    '--only <name...>',
    `these benchmarks, by names or beginnings of names such as metrics-100k-28, of ${NAMES.join(', ')}`,
    benchmarksNamed,
  )
  .option(
    '--repeats <n>',
    `measured steps per round, after ${WARM_UP_SECONDS} seconds of warm-up`,
    positiveInteger,
    5,
  )
  .option('--rounds <n>', 'how often engines and threads take turns', positiveInteger, 1)
  .option('--threads <list>', 'numbers of threads, for engines with such a setting', threadList, [
    1,
    'all',
  ] as const)
  .option('--engines <list>', `of ${ENGINE_NAMES.join(', ')}; all by default`, engineList)
  .option(
    '--stock-batch <n>',
    'images in the single step of the stock cpu backend and of jax-js; its time is scaled up',
    positiveInteger,
    1,
  )
  .option(
    '--python <path>',
    'a Python with torch and scikit-learn; by default python3, then /usr/bin/python3',
  )
  .option('--quick', 'small images and one step, to see that everything runs; the times mean nothing', false)
  .showHelpAfterError('(--help lists the flags)')
  .parse()
  .opts<
    PlanOptions & {
      readonly rounds: number;
      readonly json: boolean;
      readonly only?: readonly string[];
      readonly python?: string;
    }
  >();

const started = new Date().toISOString();
const options = { ...flags, ...(flags.quick && { repeats: 1, rounds: 1 }) };
const results: Result[] = [];
const absent: Absence[] = [];
const candidates = flags.python === undefined ? ['python3', '/usr/bin/python3'] : [flags.python];
const pythons = {
  pytorch: await findPython(candidates, { modules: [PYTHON_MODULES.pytorch] }),
  'scikit-learn': await findPython(candidates, { modules: [PYTHON_MODULES['scikit-learn']] }),
};
for (const benchmark of registry.filter(({ name }) => flags.only?.includes(name) ?? true)) {
  const outcomes = await measureInTurns(plan(benchmark, options), {
    rounds: options.rounds,
    measure: (configuration) => measure(configuration, { benchmark, pythons }),
  });
  for (const { configuration, measured, reason } of outcomes) {
    const { engine, threads } = configuration;
    const label = `${benchmark.name} ${engine}${threads === undefined ? '' : ` threads ${threads}`}`;
    if (measured) {
      const result = summarize(measured, { configuration, benchmark });
      results.push(result);
      console.error(`${label}: ${result.seconds.median.toPrecision(3)} s`);
    } else {
      absent.push({ benchmark: benchmark.name, engine, reason: reason! });
      console.error(`${label}: ${reason}`);
    }
  }
}
const { repeats, rounds, quick } = options;
const commit = await describeCommit();
const report: Report = {
  machine: describeMachine(),
  ...(commit !== undefined && { commit }),
  started,
  repeats,
  rounds,
  quick,
  results: withRatios(results),
  absent,
};
if (results.length === 0) {
  process.exitCode = 1;
}
console.log(flags.json ? JSON.stringify(report, null, 2) : toMarkdown(report));
// At the end, so that a failure does not lose hours of measurements.
requireEqualParameters(results);

/** Adds the benchmarks that a word names: one by its whole name, or all whose names it begins. */
function benchmarksNamed(word: string, earlier: readonly string[] = []): readonly string[] {
  const named = NAMES.filter((name) => name === word || name.startsWith(`${word}-`));
  if (named.length === 0) {
    throw new InvalidArgumentError(`no name begins with it; there are ${NAMES.join(', ')}.`);
  }
  return [...earlier, ...named];
}

function threadList(text: string): readonly ('all' | number)[] {
  return text.split(',').map((item) => (item === 'all' ? item : positiveInteger(item)));
}

function engineList(text: string): readonly EngineName[] {
  return text.split(',').map((item) => {
    const name = ENGINE_NAMES.find((known) => known === item);
    if (name === undefined) {
      throw new InvalidArgumentError(`engines are ${ENGINE_NAMES.join(', ')}.`);
    }
    return name;
  });
}
