import { createClassifier, exportOnnx } from '@hpa/models';
import { openOnnxClassifier } from '@hpa/models/onnx';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUniform, type Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

// The bounds that the README of @hpa/models states, by the size of the images.

beforeAll(async () => {
  await setBackend('wasm');
});

const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));

describe('an ONNX file and the network that it was written from', () => {
  it.each([
    { name: 'gapnet', size: 512, bound: 1e-4 },
    { name: 'resnet-18', size: 299, bound: 1e-4 },
    { name: 'mobilenet-v2', size: 512, bound: 1e-4 },
    { name: 'densenet-121', size: 299, bound: 1e-4 },
    { name: 'gapnet-pl', size: 1536, bound: 2e-3 },
  ] as const)('give logits within $bound at $size pixels: $name', async ({ name, size, bound }) => {
    const input = { height: size, width: size };
    const classifier = createClassifier(name, { input, classes, seed: 3 });
    const folder = await mkdtemp(join(tmpdir(), 'hpa-onnx-'));
    const file = join(folder, 'model.onnx');
    await writeFile(file, await exportOnnx(classifier));
    const native = await openOnnxClassifier(file, { threads: 1 });
    const images = randomUniform([1, size, size, 4], -1, 1, 'float32', 7) as Tensor4D;
    const expected = classifier.logits(images, { training: false });
    const found = await native.logits(images, { training: false });
    const [here, there] = [await expected.data(), await found.data()];
    const largest = Math.max(...[...here].map((value, i) => Math.abs(value - there[i]!)));
    expect(largest).toBeLessThan(bound);
    expect(here.some((value) => Math.abs(value) > 0.01)).toBe(true);
    for (const tensor of [images, expected, found]) {
      tensor.dispose();
    }
    classifier.dispose();
    await native.dispose();
    await rm(folder, { recursive: true });
  });
});
