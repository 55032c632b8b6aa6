import { type StartedBackend, startBackend } from '@hpa/backend';
import { type Classifier, gapNet, layerOutputs, scratchCnn } from '@hpa/models';
import { losses, type Optimizer, optimizers, fit as train } from '@hpa/train';
import { mean, memory, oneHot, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../packages/hpa-models/test/support/expect-close.js';
import { fillByFormula, formulaImages } from '../packages/hpa-models/test/support/formula-weights.js';
import { RGB } from '../packages/hpa-models/test/support/rgb.js';
import { lacksShared, readGolden } from '../packages/hpa-models/test/support/shared-data.js';
import type { SmallNetworkGolden } from '../packages/hpa-models/test/support/small-network-golden.js';
import {
  expectGoldenGradients,
  expectGoldenInference,
} from '../packages/hpa-models/test/support/small-network-tests.js';

// The whole chain as an application has it: @hpa/models trained by @hpa/train on the kernels of @hpa/backend, against
// an independent double-precision implementation. Tolerances: shared/goldens/small-networks/README.md.

interface Steps {
  readonly learningRate: number;
  readonly trainLossBeforeStep0to4andAfterStep5: readonly number[];
  readonly inferenceLossAfter5: number;
  readonly inferenceLogitsAfter5: readonly (readonly number[])[];
}
type Golden = SmallNetworkGolden & { readonly sgd: readonly Steps[]; readonly adam: Steps };

const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));
const common = { classes, seed: 1, initialWeights: 'zeros' } as const;
const networks = [
  {
    name: 'GapNet',
    file: 'goldens/small-networks/gapnet-96x96x3.json',
    build: () =>
      gapNet({
        ...common,
        input: { height: 96, width: 96, channels: RGB },
        blockDropout: 0,
        firstDenseDropout: 0,
        secondDenseDropout: 0,
      }),
    // Adam turns rounding noise of gradients that are zero in exact arithmetic into steps.
    afterAdam: { absolute: 3e-2, relative: 1e-2 },
  },
  {
    name: 'the scratch CNN',
    file: 'goldens/small-networks/scratch-cnn-32x32x3.json',
    build: () =>
      scratchCnn({
        ...common,
        input: { height: 32, width: 32, channels: RGB },
        stages: 2,
        denseUnits: 32,
        dropout: 0,
      }),
    afterAdam: { absolute: 1e-3, relative: 1e-2 },
  },
] as const;

describe.each(networks)('$name on wasm', ({ file, build, afterAdam }) => {
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend('wasm', { threads: 2 });
  });
  afterAll(() => backend.dispose());

  it.skipIf(lacksShared(file))('has the golden gradients', () => {
    const classifier = build();
    expectGoldenGradients(classifier, readGolden<Golden>(file));
    classifier.dispose();
  });

  it.skipIf(lacksShared(file))('has the golden logits and features', () => {
    const classifier = build();
    const golden = readGolden<Golden>(file);
    // The golden's features of the scratch CNN are the flattened map, not its pooled embedding.
    const layer = golden.inference.featuresLength === 224 ? 'features' : 'flatten';
    expectGoldenInference(
      classifier,
      golden,
      (images) => layerOutputs(classifier, images, { layers: [layer] })[0] as Tensor2D,
    );
    classifier.dispose();
  });

  it.skipIf(lacksShared(file))('descends through five steps of SGD as the golden does', async () => {
    const golden = readGolden<Golden>(file);
    for (const steps of golden.sgd) {
      const optimizer = optimizers.sgd({ learningRate: steps.learningRate });
      await expectGoldenSteps({ golden, steps, build, optimizer, after: { absolute: 5e-3, relative: 5e-3 } });
    }
  });

  it.skipIf(lacksShared(file))('descends through five steps of Adam as the golden does', async () => {
    const golden = readGolden<Golden>(file);
    const optimizer = optimizers.adam({ learningRate: golden.adam.learningRate });
    await expectGoldenSteps({ golden, steps: golden.adam, build, optimizer, after: afterAdam });
  });
});

async function expectGoldenSteps({
  golden,
  steps,
  build,
  optimizer,
  after,
}: {
  readonly golden: Golden;
  readonly steps: Steps;
  readonly build: () => Classifier;
  readonly optimizer: Optimizer;
  readonly after: { readonly absolute: number; readonly relative: number };
}): Promise<void> {
  const before = memory().numTensors;
  const classifier = build();
  fillByFormula(classifier, { weights: golden.weights });
  const { height, width, channels } = golden.input;
  const images = formulaImages(golden.training.samples, [height, width, channels]);
  const labels = tidy(() => {
    const indices = Array.from({ length: golden.training.samples }, (_, i) => i % 4);
    return oneHot(indices, 4).toFloat() as Tensor2D;
  });
  const oneBatch = {
    sampleCount: golden.training.samples,
    async *batches() {
      yield { images, labels, dispose: () => {} };
    },
  };
  const { epochs } = await train(classifier, oneBatch, { optimizer, epochs: 5 });
  const lossOf = async (training: boolean): Promise<number> => {
    const loss = tidy(() =>
      mean(losses.softmaxCrossEntropy()({ labels, logits: classifier.logits(images, { training }) })),
    );
    const [value] = await loss.data();
    loss.dispose();
    return value as number;
  };
  const inferenceLoss = await lossOf(false);
  const logits = classifier.logits(images, { training: false });
  expectClose((await logits.data()).slice(0, 8), steps.inferenceLogitsAfter5.flat().slice(0, 8), after);
  expectClose([inferenceLoss], [steps.inferenceLossAfter5], after);
  const trained = [...epochs.map(({ loss }) => loss), await lossOf(true)];
  expectClose(trained, steps.trainLossBeforeStep0to4andAfterStep5, { absolute: 1e-4, relative: 5e-3 });
  for (const tensor of [images, labels, logits]) {
    tensor.dispose();
  }
  optimizer.dispose();
  classifier.dispose();
  expect(memory().numTensors).toBe(before);
}
