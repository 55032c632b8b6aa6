/** Runs the benchmarks: `npm run bench -- [--json] [--only NAME]`. Each answers one question; see its file. */
import { cpus } from 'node:os';
import { Command, Option } from 'commander';
import { trainingStep } from './training-step.js';

const benchmarks = { 'training-step': trainingStep } as const;

const flags = new Command('npm run bench --')
  .option('--json', 'print JSON instead of a table', false)
  .addOption(new Option('--only <name>', 'one benchmark').choices(Object.keys(benchmarks)))
  .showHelpAfterError('(--help lists the flags)')
  .parse()
  .opts<{ readonly json: boolean; readonly only?: keyof typeof benchmarks }>();

const machine = { cores: cpus().length, processor: cpus()[0]?.model, node: process.version };
const results = [];
for (const [name, run] of Object.entries(benchmarks)) {
  if (flags.only === undefined || flags.only === name) results.push(...(await run()));
}
if (flags.json) {
  console.log(JSON.stringify({ machine, results }, null, 2));
} else {
  console.log(`${machine.cores} cores, ${machine.processor}, Node ${machine.node}`);
  console.table(results);
}
// The engines' threads may still be parked.
process.exit(0);
