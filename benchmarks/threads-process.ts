/** Times training steps of GapNet-PL on wasm in this process, as given by JSON, and prints a line of JSON. threads.ts starts it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Backend from '@hpa/backend';
import type * as Models from '@hpa/models';
import type * as Train from '@hpa/train';
import type * as Core from '@tensorflow/tfjs-core';
import type { ThreadsMeasurement } from './threads-measurement.js';

const CLASSES = 4;

const { build, threads, batch, size, seconds, warmUpSeconds } = JSON.parse(
  process.argv[2] ?? '',
) as ThreadsMeasurement;
const { startBackend } = await fromBuild<typeof Backend>('@hpa/backend');
const { gapNetPl } = await fromBuild<typeof Models>('@hpa/models');
const { losses, optimizers } = await fromBuild<typeof Train>('@hpa/train');
const { cast, dispose, mean, oneHot, randomUniform, tidy, variableGrads } =
  await fromBuild<typeof Core>('@tensorflow/tfjs-core');

await startBackend('wasm', threads === undefined ? {} : { threads });
const model = gapNetPl({
  input: { height: size, width: size },
  classes: Array.from({ length: CLASSES }, (_, id) => ({ id, name: `class ${id}` })),
  seed: 1,
});
const images = randomUniform<Core.Rank.R4>([batch, size, size, 4], 0, 1, 'float32', 1);
const labels = tidy(() =>
  cast(
    oneHot(
      Array.from({ length: batch }, (_, index) => index % CLASSES),
      CLASSES,
    ),
    'float32',
  ),
) as Core.Tensor2D;
const optimizer = optimizers.adam({ learningRate: 1e-4 });
const lossOf = losses.softmaxCrossEntropy();

let steps = 0;
await runFor(warmUpSeconds);
const milliseconds = await runFor(seconds);
// The engine's threads would keep the process alive.
process.stdout.write(`${JSON.stringify({ milliseconds })}\n`, () => process.exit(0));

/** Runs steps for a time, at least one, and returns how long each took in milliseconds. */
async function runFor(duration: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + 1000 * duration;
  while (times.length === 0 || performance.now() < end) {
    const begin = performance.now();
    const { value, grads } = variableGrads(
      () => mean(lossOf({ labels, logits: model.logits(images, { training: true, step: steps++ }) })),
      [...model.variables],
    );
    optimizer.apply(grads, model.variables);
    await value.data();
    dispose([value, grads]);
    times.push(performance.now() - begin);
  }
  return times;
}

/** Imports a package as the checkout that is measured does. */
async function fromBuild<Module>(name: string): Promise<Module> {
  const path = createRequire(join(build, 'packages/hpa-train/package.json')).resolve(name);
  return (await import(pathToFileURL(path).href)) as Module;
}
