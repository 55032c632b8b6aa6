/** Measures one configuration, given as JSON, in this process and prints a line of JSON. run.ts starts this program. */

import { isPythonEngine } from './benchmark.js';
import type { Configuration, Measured } from './configuration.js';
import { registry } from './registry.js';
import { startEngine } from './start-engine.js';

const { benchmark, engine, threads, batch, repeats, warmUpSeconds, quick } = JSON.parse(
  process.argv[2] ?? '',
) as Configuration;
const chosen = registry.find(({ name }) => name === benchmark);
if (chosen === undefined) {
  throw new RangeError(`benchmark must be in the registry; received ${benchmark}`);
}
if (isPythonEngine(engine)) {
  throw new RangeError(`engine must be one that runs in Node; received ${engine}`);
}

const running = await startEngine(engine, { threads });
const prepared = await chosen.prepare({ batch, quick, engine, threads });
const warm = performance.now() + 1000 * warmUpSeconds;
let steps = 0;
while (performance.now() < warm) {
  await prepared.run(steps++);
}
const seconds: number[] = [];
while (seconds.length < repeats) {
  const started = performance.now();
  await prepared.run(steps++);
  seconds.push((performance.now() - started) / 1000);
}
const measured: Measured = { ...running, parameters: prepared.parameters, seconds };
await prepared.dispose();
// The engine's threads would keep the process alive.
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
