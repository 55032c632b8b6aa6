import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, mobileNetV2 } from '../../src/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { namedVariables } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { ownGolden } from '../support/own-golden.js';
import { RGB } from '../support/rgb.js';
import { expectGoldenGradients, expectGoldenInference } from '../support/small-network-tests.js';
import { useWasm } from '../support/use-wasm.js';

// The wasm backend of TensorFlow.js lacks the gradients of depthwise convolution; @hpa/backend adds them.
beforeAll(useWasm);

const small = { input: { height: 32, width: 41 }, classes: fourClasses, seed: 1 } as const;

describe('mobileNetV2', () => {
  itKeepsTheLaws({
    build: () => mobileNetV2({ ...small, widthMultiplier: 0.2, dropout: 0.2 }),
    features: 1280,
    freezeUpTo: 'block_14_add',
    below: 'block_14_depthwise/depthwise_kernel',
    above: 'block_15_expand/kernel',
  });

  it('agrees with keras.applications in inference, loss and gradients, and in every name', () => {
    const golden = ownGolden('mobilenet-v2');
    const { height, width } = golden.input;
    const classifier = mobileNetV2({
      ...small,
      input: { height, width },
      widthMultiplier: 0.5,
      initialWeights: 'zeros',
    });
    expect(classifier.card.parameters).toBe(golden.parameters);
    expect([...namedVariables(classifier).keys()].sort()).toEqual(
      golden.weights.map(({ name }) => name).sort(),
    );
    expectGoldenInference(classifier, golden, (images) => classifier.features(images));
    expectGoldenGradients(classifier, golden);
    classifier.dispose();
  });

  // Printed by test/goldens/generate_keras.py, for keras.applications without its head.
  it.each([
    [0.35, 410_208, 396_128],
    [0.5, 706_224, 687_680],
    [0.75, 1_382_064, 1_355_424],
    [1, 2_257_984, 2_223_872],
    [1.3, 3_766_048, 3_721_792],
    [1.4, 4_363_712, 4_315_776],
  ])('has the parameters of Keras at a width multiplier of %d', (widthMultiplier, total, trainable) => {
    const classifier = mobileNetV2({
      ...small,
      input: { height: 32, width: 32, channels: RGB },
      widthMultiplier,
      initialWeights: 'zeros',
    });
    const head = namedVariables(classifier).get('dense_1/kernel')!.size + fourClasses.length;
    const counts = countParameters(classifier);
    expect(counts.total - head).toBe(total);
    expect(counts.trainable - head).toBe(trainable);
    classifier.dispose();
  });

  it('has the shapes of table 2 of the paper', () => {
    const { network } = mobileNetV2({
      ...small,
      input: { height: 224, width: 224, channels: RGB },
      initialWeights: 'none',
    });
    const shape = (name: string) => network.getLayer(name).outputShape;
    expect(shape('Conv1_relu')).toEqual([null, 112, 112, 32]);
    expect(shape('expanded_conv_project_BN')).toEqual([null, 112, 112, 16]);
    expect(shape('block_1_expand_relu')).toEqual([null, 112, 112, 96]);
    expect(shape('block_1_pad')).toEqual([null, 113, 113, 96]);
    expect(shape('block_2_add')).toEqual([null, 56, 56, 24]);
    expect(shape('block_5_add')).toEqual([null, 28, 28, 32]);
    expect(shape('block_9_add')).toEqual([null, 14, 14, 64]);
    expect(shape('block_12_add')).toEqual([null, 14, 14, 96]);
    expect(shape('block_15_add')).toEqual([null, 7, 7, 160]);
    expect(shape('block_16_project_BN')).toEqual([null, 7, 7, 320]);
    expect(shape('out_relu')).toEqual([null, 7, 7, 1280]);
  });

  it('refuses images below 32 pixels and width multipliers that are not positive', () => {
    expect(() => mobileNetV2({ ...small, input: { height: 31, width: 32 } })).toThrow(
      'mobilenet-v2: images must be at least 32 x 32 pixels; received 31 x 32',
    );
    expect(() => mobileNetV2({ ...small, widthMultiplier: 0 })).toThrow(
      'mobilenet-v2: widthMultiplier must be a positive number; received 0',
    );
  });
});
