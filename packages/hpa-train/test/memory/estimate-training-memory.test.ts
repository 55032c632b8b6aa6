import '@tensorflow/tfjs';
import {
  add,
  memory,
  mul,
  type Tensor2D,
  type Tensor4D,
  tidy,
  type Variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { softmaxCrossEntropy } from '../../src/losses/softmax-cross-entropy.js';
import { estimateInferenceMemory } from '../../src/memory/estimate-inference-memory.js';
import { estimateTrainingMemory } from '../../src/memory/estimate-training-memory.js';
import { watchAllocations } from '../../src/memory/watch-allocations.js';
import { batchGradients, disposePass } from '../../src/step/batch-gradients.js';
import type { Trainable } from '../../src/types.js';
import { createVariable, linearClassifier } from '../support/linear-classifier.js';

const inputShape = [1, 1, 5];

test('memory is watched buffer by buffer, and tensors that share a buffer count once', () => {
  const allocations = watchAllocations(() => {
    const first = zeros([2, 3]); // 24 bytes
    const second = first.clone();
    first.dispose();
    zeros([4]).dispose(); // 16 bytes
    second.dispose();
    zeros([1]).dispose(); // 4 bytes
  });
  expect(allocations).toEqual([
    { bytes: 24, liveBytes: 24 },
    { bytes: 16, liveBytes: 40 },
    { bytes: 4, liveBytes: 4 },
  ]);
});

test('scoring with a linear model holds images, product and sum: 4 (5 + 3 + 3) bytes per image', () => {
  const model = linearClassifier({ inputs: 5, classes: 3 });
  const { peakBytes, largestTensorBytes } = estimateInferenceMemory(model, { inputShape });
  expect([1, 2, 7].map(peakBytes)).toEqual([44, 88, 308]);
  expect([1, 2, 7].map(largestTensorBytes)).toEqual([20, 40, 140]);
  model.dispose();
});

test('the estimate of a training step is the memory that a larger batch takes', () => {
  const model = linearClassifier({ inputs: 5, classes: 3 });
  const estimate = estimateTrainingMemory(model, { inputShape });
  for (const count of [1, 3, 40]) {
    const allocations = watchAllocations(() => {
      tidy(() => {
        const batch = { images: zeros([count, 1, 1, 5]) as Tensor4D, labels: zeros([count, 3]) as Tensor2D };
        const parts = [{ begin: 0, size: count }];
        const loss = softmaxCrossEntropy();
        disposePass(batchGradients(model, batch, { parts, loss, classWeights: undefined, step: 0 }));
      });
    });
    const peak = Math.max(...allocations.map(({ liveBytes }) => liveBytes));
    // The labels of the batch and the scalars of the loss are not part of the estimate.
    expect(peak - estimate.peakBytes(count)).toBeLessThanOrEqual(4 * 3 * count + 16);
    expect(peak).toBeGreaterThanOrEqual(estimate.peakBytes(count));
  }
  model.dispose();
});

test('the model is left unchanged: weights, statistics and tensor count', async () => {
  const linear = linearClassifier({ inputs: 5, classes: 2 });
  const average = createVariable([0.25]);
  const model: Trainable & { readonly state: readonly Variable[] } = {
    variables: linear.variables,
    state: [...linear.variables, average],
    logits(images, options) {
      if (options.training) {
        tidy(() => average.assign(add(mul(average, 0.9), 7)));
      }
      return linear.logits(images, options);
    },
  };
  const before = memory();
  estimateTrainingMemory(model, { inputShape });
  estimateInferenceMemory(model, { inputShape });
  expect(memory()).toEqual(before);
  expect([...(await average.data())]).toEqual([0.25]);
  average.dispose();
  linear.dispose();
});

test('a model that throws leaves no tensor behind, and an invalid shape is refused', () => {
  const model = linearClassifier({ inputs: 4, classes: 2 });
  const before = memory();
  expect(() => estimateTrainingMemory(model, { inputShape })).toThrow();
  expect(memory()).toEqual(before);
  expect(() => estimateTrainingMemory(model, { inputShape: [1, 0, 5] })).toThrow(
    'inputShape[1] must be a positive integer; received 0',
  );
  model.dispose();
});
