import { memory, randomUniform, type Tensor4D } from '@tensorflow/tfjs-core';
import { layers, model } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUILDERS } from '../../src/architectures/create-classifier.js';
import { createClassifier, exportOnnx } from '../../src/index.js';
import { expectClose } from '../support/expect-close.js';
import { fourClasses } from '../support/four-classes.js';
import { useWasm } from '../support/use-wasm.js';

/** Every network, at an odd size, so that 'same' pads unevenly. */
const cases = Object.values(BUILDERS).flatMap(({ architecture, variants, minimumSize }) =>
  (variants as readonly Readonly<Record<string, string | number>>[]).map((options) => {
    const minimum = minimumSize(options as never);
    return {
      name: architecture,
      options,
      size: minimum <= 45 ? 45 : minimum % 2 === 0 ? minimum + 1 : minimum,
    };
  }),
);

/** Of the moving variances, which reach one further; 0.5 if absent. */
const MINIMUM_VARIANCE: Readonly<Record<string, number>> = {
  // A ResNet adds block upon block: with the small variances of the others its logits come to hundreds.
  'resnet-50': 2,
};

describe('exportOnnx', () => {
  beforeAll(useWasm);

  it.each(cases)(
    'gives $name at $size pixels the logits and features that it has here',
    async ({ name, size, options }) => {
      const before = memory().numTensors;
      const settings = {
        input: { height: size, width: size + 2 },
        classes: fourClasses,
        seed: 3,
        ...options,
      } as const;
      const classifier = createClassifier(name as 'resnet-18', settings);
      // Statistics as after some training, so that batch normalization has something to do.
      for (const variable of classifier.state.filter(({ name }) => name.includes('moving_'))) {
        const minimum = variable.name.includes('moving_mean') ? -0.5 : (MINIMUM_VARIANCE[name] ?? 0.5);
        const moved = randomUniform(variable.shape, minimum, minimum + 1, 'float32', 5);
        variable.assign(moved);
        moved.dispose();
      }
      const bytes = await exportOnnx(classifier);
      const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
      for (const count of [1, 3]) {
        const images = randomUniform([count, size, size + 2, 4], -1, 1, 'float32', 7) as Tensor4D;
        const expected = [classifier.logits(images, { training: false }), classifier.features(images)];
        const found = await session.run({ image: new Tensor('float32', images.dataSync(), images.shape) });
        for (const [i, key] of ['logits', 'features'].entries()) {
          const values = expected[i]!.dataSync<'float32'>();
          expect(found[key]!.dims).toEqual(expected[i]!.shape);
          expect(new Set(values).size).toBeGreaterThan(1);
          expectClose(found[key]!.data as Float32Array, values, { absolute: 1e-4 });
          expected[i]!.dispose();
        }
        images.dispose();
      }
      await session.release();
      classifier.dispose();
      expect(memory().numTensors).toBe(before);
    },
  );

  it('names a layer of an unknown kind', async () => {
    const classifier = createClassifier('deeploc', {
      input: { height: 16, width: 16 },
      classes: fourClasses,
      seed: 1,
    });
    const { network } = classifier;
    const strange = layers.leakyReLU({ name: 'leak' }).apply(network.outputs) as typeof network.output;
    const changed = { ...classifier, network: model({ inputs: network.inputs, outputs: strange }) };
    await expect(exportOnnx(changed)).rejects.toThrow(
      'layer "leak" is of an unknown kind, LeakyReLU; known are Activation, Add,',
    );
    classifier.dispose();
  });
});
