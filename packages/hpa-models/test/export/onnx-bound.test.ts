import '@tensorflow/tfjs';
import { randomUniform, type Tensor4D } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, gapNetPl } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

describe('an ONNX file at the sizes that people use', () => {
  // The README states 1e-4 up to 512 pixels; the largest difference seen is 3e-5, of ResNet-18, with logits of the order of ten.
  it.each([128, 299, 512])('gives the logits of GapNet-PL at %i pixels to 1e-4', async (size) => {
    const classifier = gapNetPl({ input: { height: size, width: size }, classes: fourClasses, seed: 3 });
    const session = await InferenceSession.create(await exportOnnx(classifier), { intraOpNumThreads: 1 });
    const images = randomUniform([1, size, size, 4], -1, 1, 'float32', 7) as Tensor4D;
    const logits = classifier.logits(images, { training: false });
    const found = await session.run({ image: new Tensor('float32', images.dataSync(), images.shape) });
    const expected = logits.dataSync();
    const largest = Math.max(
      ...expected.map((value, i) => Math.abs(value - (found.logits!.data as Float32Array)[i]!)),
    );
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.1);
    expect(largest).toBeLessThan(1e-4);
    await session.release();
    images.dispose();
    logits.dispose();
    classifier.dispose();
  });
});
