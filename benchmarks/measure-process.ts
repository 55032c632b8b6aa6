/** Measures one configuration, given as JSON, in this process, and prints a line of JSON: the program that run.ts starts. */
import type { Configuration, Measured } from './configuration.js';
import { registry } from './registry.js';
import { startEngine } from './start-engine.js';

const { benchmark, engine, threads, batch, repeats, warmUps, quick } = JSON.parse(
  process.argv[2] ?? '',
) as Configuration;
const chosen = registry.find(({ name }) => name === benchmark);
if (chosen === undefined)
  throw new RangeError(`benchmark must be one of the registry; received ${benchmark}`);
if (engine === 'pytorch') throw new RangeError('engine must be one that runs in Node; received pytorch');

const running = await startEngine(engine, { threads });
const prepared = await chosen.prepare({ batch, quick, engine, threads });
const seconds: number[] = [];
for (let step = 0; step < warmUps + repeats; step++) {
  const started = performance.now();
  await prepared.run(step);
  if (step >= warmUps) seconds.push((performance.now() - started) / 1000);
}
const measured: Measured = { ...running, parameters: prepared.parameters, seconds };
await prepared.dispose();
// The engine's threads may still be parked, and would keep the process.
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
