/** Runs the benchmarks: `npm run bench -- --help` lists the flags; README.md says what they measure and how. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { type EngineName, engineNames } from './benchmark.js';
import { checkParameters } from './check-parameters.js';
import { describeMachine } from './describe-machine.js';
import { findPython } from './find-python.js';
import { measure } from './measure.js';
import { measureInTurns } from './measure-in-turns.js';
import { type PlanOptions, plan, WARM_UP_SECONDS } from './plan.js';
import { registry } from './registry.js';
import { type Absence, type Report, withRatios } from './report.js';
import { type Result, summarize } from './summarize.js';
import { toMarkdown } from './to-markdown.js';

const flags = new Command('npm run bench --')
  .option('--json', 'print JSON instead of a Markdown table', false)
  .addOption(new Option('--only <name...>', 'these benchmarks').choices(registry.map(({ name }) => name)))
  .option(
    '--repeats <n>',
    `steps that count in a round, after ${WARM_UP_SECONDS} seconds of them that warm up`,
    wholeNumber,
    5,
  )
  .option('--rounds <n>', 'how often engines and threads take turns', wholeNumber, 1)
  .option('--threads <list>', 'of engines that take a number of threads', threadList, [1, 'all'] as const)
  .option('--engines <list>', `of ${engineNames.join(', ')}; all by default`, engineList)
  .option('--stock-batch <n>', 'images in the one step of the stock cpu backend, scaled up', wholeNumber, 1)
  .option('--python <path>', 'a Python that has torch; by default python3, then /usr/bin/python3')
  .option('--quick', 'small images, one step: does everything run? The times mean nothing', false)
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
const python = await findPython(
  flags.python === undefined ? ['python3', '/usr/bin/python3'] : [flags.python],
  {
    modules: ['torch'],
  },
);
for (const benchmark of registry.filter(({ name }) => flags.only?.includes(name) ?? true)) {
  const outcomes = await measureInTurns(plan(benchmark, options), {
    rounds: options.rounds,
    measure: (configuration) => measure(configuration, { benchmark, python }),
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
const report: Report = {
  machine: describeMachine(),
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
// Last, so that hours of measuring are not lost with it.
checkParameters(results);

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new InvalidArgumentError('A whole number of at least 1 is expected.');
  }
  return Number(text);
}

function threadList(text: string): readonly ('all' | number)[] {
  return text.split(',').map((item) => (item === 'all' ? item : wholeNumber(item)));
}

function engineList(text: string): readonly EngineName[] {
  return text.split(',').map((item) => {
    const name = engineNames.find((known) => known === item);
    if (name === undefined) {
      throw new InvalidArgumentError(`Engines are ${engineNames.join(', ')}.`);
    }
    return name;
  });
}
