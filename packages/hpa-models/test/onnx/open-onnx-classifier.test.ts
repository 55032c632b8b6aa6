import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispose, memory, randomUniform, type Tensor4D, tensor4d, zeros } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { exportOnnx, gapNetPl } from '../../src/index.js';
import { openOnnxClassifier } from '../../src/onnx/index.js';
import { expectClose } from '../support/expect-close.js';
import { fourClasses } from '../support/four-classes.js';

const build = () => gapNetPl({ input: { height: 21, width: 24 }, classes: fourClasses, seed: 2 });

describe('openOnnxClassifier', () => {
  it('gives all outputs of one pass, also of images in memory that threads share', async () => {
    const held = memory().numTensors;
    const classifier = build();
    const opened = await openOnnxClassifier(await exportOnnx(classifier), { threads: 1 });
    const length = 2 * 21 * 24 * 4;
    const values = new Float32Array(new SharedArrayBuffer(4 * length));
    values.set(Array.from({ length }, (_, i) => Math.sin(i)));
    const images = tensor4d(values, [2, 21, 24, 4]);
    const { logits, features, probabilities } = await opened.outputs(images);
    const alone = {
      logits: await opened.logits(images, { training: false }),
      features: await opened.features(images),
      probabilities: await opened.probabilities(images),
    };
    expect(logits.dataSync()).toEqual(alone.logits.dataSync());
    expect(features.dataSync()).toEqual(alone.features.dataSync());
    expect(probabilities.dataSync()).toEqual(alone.probabilities.dataSync());
    expect(logits.shape).toEqual([2, 4]);
    dispose([logits, features, probabilities, images, { ...alone }]);
    await opened.dispose();
    classifier.dispose();
    expect(memory().numTensors).toBe(held);
  });

  it('has the logits and features of the exported classifier, from bytes and from a file, and leaks no tensor', async () => {
    const held = memory().numTensors;
    const classifier = build();
    const images = randomUniform([2, 21, 24, 4], -1, 1, 'float32', 1) as Tensor4D;
    const bytes = await exportOnnx(classifier);
    const folder = await mkdtemp(join(tmpdir(), 'hpa-onnx-'));
    const path = join(folder, 'model.onnx');
    await writeFile(path, bytes);
    for (const file of [bytes, path]) {
      const opened = await openOnnxClassifier(file, { threads: 1 });
      expect(opened.card).toEqual(classifier.card);
      expect(opened.variables).toEqual([]);
      const pairs = [
        [await opened.logits(images, { training: false }), classifier.logits(images, { training: false })],
        [await opened.features(images), classifier.features(images)],
      ] as const;
      for (const [found, expected] of pairs) {
        expect(found.shape).toEqual(expected.shape);
        // Both are float32; sums run in another order.
        expectClose(found.dataSync(), expected.dataSync(), { absolute: 1e-4 });
        found.dispose();
        expected.dispose();
      }
      await opened.dispose();
      await opened.dispose();
      await expect(opened.features(images)).rejects.toThrow('gapnet-pl is disposed');
    }
    await rm(folder, { recursive: true });
    images.dispose();
    classifier.dispose();
    expect(memory().numTensors).toBe(held);
  });

  it.each([
    { task: 'single-label', temperature: undefined },
    { task: 'single-label', temperature: [2] },
    { task: 'multi-label', temperature: undefined },
    { task: 'multi-label', temperature: [2] },
    { task: 'multi-label', temperature: [0.5, 1, 2, 4] },
  ] as const)(
    'makes the probabilities of a $task model with the temperature $temperature',
    async ({ task, temperature }) => {
      const built = gapNetPl({ input: { height: 21, width: 24 }, classes: fourClasses, task, seed: 2 });
      const classifier = { ...built, card: { ...built.card, ...(temperature && { temperature }) } };
      const images = randomUniform([2, 21, 24, 4], -1, 1, 'float32', 1) as Tensor4D;
      const opened = await openOnnxClassifier(await exportOnnx(classifier), { threads: 1 });
      expect(opened.card).toEqual(classifier.card);
      const logits = built.logits(images, { training: false });
      const found = await opened.probabilities(images);
      const expected = (await logits.array()).flatMap((row) => {
        const scaled = row.map((logit, i) => logit / (temperature?.[i] ?? temperature?.[0] ?? 1));
        const sum = scaled.reduce((total, logit) => total + Math.exp(logit), 0);
        return scaled.map((logit) =>
          task === 'multi-label' ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / sum,
        );
      });
      expect(found.shape).toEqual([2, 4]);
      expectClose(found.dataSync(), Float32Array.from(expected), { absolute: 1e-5 });
      await opened.dispose();
      for (const each of [images, logits, found, built]) {
        each.dispose();
      }
    },
  );

  it('refuses training, images of another shape, zero threads, and files without a card', async () => {
    const classifier = build();
    const bytes = await exportOnnx(classifier);
    classifier.dispose();
    const opened = await openOnnxClassifier(bytes);
    const low = zeros([1, 20, 24, 4]) as Tensor4D;
    await expect(opened.logits(low, { training: true })).rejects.toThrow('cannot train');
    await expect(opened.logits(low, { training: false })).rejects.toThrow(
      'images must be [N, 21, 24, 4]; received [1, 20, 24, 4]',
    );
    low.dispose();
    await opened.dispose();
    await expect(openOnnxClassifier(bytes, { threads: 0 })).rejects.toThrow('received 0');
    await expect(openOnnxClassifier(new Uint8Array([8, 8]))).rejects.toThrow('no card in its metadata_props');
    // The metadata are last in the file, and the card the last of them.
    const damaged = Uint8Array.from(bytes).fill(0x20, bytes.length - 1);
    await expect(openOnnxClassifier(damaged)).rejects.toThrow('ONNX model, card: not JSON');
    await expect(openOnnxClassifier(bytes.subarray(0, bytes.length / 2))).rejects.toThrow('ONNX model');
  });
});
