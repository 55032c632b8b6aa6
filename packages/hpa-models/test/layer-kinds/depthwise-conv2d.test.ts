import '@tensorflow/tfjs';
import {
  moments,
  randomUniform,
  setBackend,
  sqrt,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, gapNetPl, networkCost } from '../../src/index.js';
import { initializeWeights } from '../../src/network/initialize-weights.js';
import { expectClose } from '../support/expect-close.js';
import { fourClasses } from '../support/four-classes.js';

beforeAll(() => setBackend('cpu'));

/** A depthwise convolution of 9 x 8 x 3, with two outputs per channel, and its averages. */
function network({ strides = 2, useBias = true } = {}) {
  const image = layers.input({ name: 'image', shape: [9, 8, 3] });
  const options = { kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu6' } as const;
  const filtered = layers.depthwiseConv2d({ name: 'depthwise', ...options, strides, useBias }).apply(image);
  const averages = layers.globalAveragePooling2d({ name: 'averages' }).apply(filtered);
  return model({ inputs: image, outputs: averages as SymbolicTensor });
}

describe('a depthwise convolution', () => {
  it('costs a window per output', () => {
    // 3 x 3 x 3 x 2 weights, each used at 5 x 4 places.
    expect(networkCost(network(), { batchSize: 1 })).toMatchObject({
      parameters: 54 + 6,
      trainableParameters: 54 + 6,
      multiplyAdds: 54 * 20,
    });
    expect(networkCost(network({ useBias: false }), { batchSize: 1 }).parameters).toBe(54);
  });

  it('starts at random with the fan-in of its window alone, whatever the number of channels', () => {
    const image = layers.input({ name: 'image', shape: [5, 5, 2000] });
    const filtered = layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 3 }).apply(image);
    const built = model({ inputs: image, outputs: filtered as SymbolicTensor });
    initializeWeights(built, { seed: 1, kernelInitializer: 'heNormal' });
    const [kernel, bias] = built.getLayer('depthwise').getWeights() as [Tensor, Tensor];
    const deviation = tidy(() => sqrt(moments(kernel).variance).dataSync()[0]!);
    // 18,000 numbers: their deviation has a standard error of 0.5 %.
    expect(deviation / Math.sqrt(2 / 9)).toBeCloseTo(1, 1.6);
    expect(bias.dataSync().every((value) => value === 0)).toBe(true);
  });

  it('gives in ONNX what it gives here', async () => {
    const built = network();
    initializeWeights(built, { seed: 1, kernelInitializer: 'heNormal' });
    // Large enough that some values pass the upper limit of ReLU6.
    const images = randomUniform([2, 9, 8, 3], -20, 20, 'float32', 3) as Tensor4D;
    const expected = tidy(() => (built.predict(images) as Tensor).dataSync());
    const classifier = gapNetPl({ input: { height: 9, width: 8 }, classes: fourClasses, seed: 1 });
    const bytes = await exportOnnx({
      ...classifier,
      card: { ...classifier.card, input: { ...classifier.card.input, channels: ['a', 'b', 'c'] } },
      network: built,
      backbone: built,
    });
    const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
    const { logits } = await session.run({
      image: new OnnxTensor('float32', images.dataSync() as Float32Array, images.shape),
    });
    expectClose(logits!.data as Float32Array, expected as Float32Array, { absolute: 1e-5 });
    await session.release();
    classifier.dispose();
  });
});
