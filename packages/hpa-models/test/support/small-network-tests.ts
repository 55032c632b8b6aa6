import { norm, type Tensor, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Classifier } from '../../src/types.js';
import { expectClose, type Tolerance } from './expect-close.js';
import { fillByFormula, formulaImages, namedVariables } from './formula-weights.js';
import { lossAndGradients } from './loss-gradients.js';
import type { SmallNetworkGolden } from './small-network-golden.js';

// Tolerances: shared/goldens/small-networks/README.md; the goldens are float64, a float32 run comes within a tenth of them.
const FORWARD = { absolute: 1e-4, relative: 1e-4 };

/** Compares logits and embedding in inference mode with the golden. */
export function expectGoldenInference(
  classifier: Classifier,
  golden: SmallNetworkGolden,
  embed: (images: Tensor4D) => Tensor2D,
): void {
  const { inference, input, weights } = golden;
  fillByFormula(classifier, { weights });
  tidy(() => {
    const images = formulaImages(inference.samples, [input.height, input.width, input.channels]);
    expectClose(classifier.logits(images, { training: false }).dataSync(), inference.logits.flat(), FORWARD);
    const embedding = embed(images);
    expect(embedding.shape).toEqual([inference.samples, inference.featuresLength]);
    for (const [i, row] of (embedding.arraySync() as number[][]).entries()) {
      expectClose(row.slice(0, 8), inference.featuresFirst8[i]!, FORWARD);
      expectClose(
        [row.reduce((sum, value) => sum + value, 0) / row.length],
        [inference.featuresMean[i]!],
        FORWARD,
      );
    }
  });
}

/** Compares the loss in training mode and every gradient with the golden; dropout must be 0. */
export function expectGoldenGradients(classifier: Classifier, golden: SmallNetworkGolden): void {
  const { training, input, weights } = golden;
  fillByFormula(classifier, { weights });
  const images = formulaImages(training.samples, [input.height, input.width, input.channels]);
  const { loss, gradients, dispose } = lossAndGradients(classifier, images);
  expectClose([loss], [training.loss], FORWARD);

  const variables = namedVariables(classifier);
  const all = training.gradientL2AllTensors;
  expect(training.gradients.length).toBe(classifier.variables.length);
  for (const { name, l2, first4 } of training.gradients) {
    const gradient = gradients[variables.get(name)!.name] as Tensor;
    const length = tidy(() => norm(gradient).dataSync()[0]!);
    const { ofNorm, ofValues } = gradientTolerances({
      l2,
      all,
      deviation: training.float32GradientDeviation,
    });
    expectClose([length], [l2], ofNorm);
    expectClose(gradient.dataSync().slice(0, first4.length), first4, ofValues);
  }
  dispose();
  images.dispose();
}

/** Rounding flips ReLUs: three times what float32 runs of the reference are off themselves comes on top. */
function gradientTolerances({ l2, all, deviation = 0 }: GradientScale): {
  readonly ofNorm: Tolerance;
  readonly ofValues: Tolerance;
} {
  const absolute = 2e-5 * all + 3 * deviation * (l2 + 0.01 * all);
  return { ofNorm: { absolute, relative: 2e-3 }, ofValues: { absolute, relative: 5e-3 } };
}

interface GradientScale {
  readonly l2: number;
  readonly all: number;
  readonly deviation?: number | undefined;
}
