/** Measures one configuration, given as JSON, in this process and prints a line of JSON. run.ts starts this program. */

import { isPythonEngine, type NodeEngine } from './benchmark.js';
import type { Configuration, Measured } from './configuration.js';
import { measureInChromium } from './measure-in-chromium.js';
import { registry } from './registry.js';
import { startEngine } from './start-engine.js';
import { timeKernels } from './time-kernels.js';
import { timeSteps } from './time-steps.js';

/** Dawn rounds timestamps to 66 microseconds, longer than many kernels of a fast GPU, so it takes the mean of many steps. */
const KERNEL_TIMES = { steps: 20, seconds: 10 } as const;

const configuration = JSON.parse(process.argv[2] ?? '') as Configuration;
const { benchmark, engine, threads } = configuration;
const chosen = registry.find(({ name }) => name === benchmark);
if (chosen === undefined) {
  throw new RangeError(`benchmark must be in the registry; received ${benchmark}`);
}
if (isPythonEngine(engine)) {
  throw new RangeError(`engine must be one that runs in Node; received ${engine}`);
}

const measured =
  engine === 'wasm-chromium' ? await measureInChromium(configuration) : await measureHere(engine);
// The engine's threads would keep the process alive.
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));

async function measureHere(engine: NodeEngine): Promise<Measured> {
  const running = await startEngine(engine, { threads });
  const prepared = await chosen!.prepare({ ...configuration, engine });
  const seconds = await timeSteps(prepared, configuration);
  const kernelSeconds = running.gpu?.timestampQuery
    ? await timeKernels(prepared, configuration.quick ? { steps: 1, seconds: 0 } : KERNEL_TIMES)
    : undefined;
  await prepared.dispose();
  return { ...running, parameters: prepared.parameters, seconds, ...(kernelSeconds && { kernelSeconds }) };
}
