import { memory, tensor4d } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, gapNetPl } from '../../src/index.js';
import type { InputSpec } from '../../src/types.js';
import { expectClose } from '../support/expect-close.js';
import { formulaHash } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { useWasm } from '../support/use-wasm.js';

const LEVELS = ['microtubules', 'protein', 'nucleus', 'er'];
const SIZE = 16;

/** Gray levels of two images, [2, 16, 16, 4]: many of them near 255, so that sums stop or wrap. */
const levels = Float32Array.from({ length: 2 * SIZE * SIZE * 4 }, (_, i) => formulaHash(1, i) & 255);

/** A plane of pixel i by its name, as the README of @hpa/data has it. */
const PLANES: Readonly<Record<string, (pixel: readonly number[]) => number>> = {
  protein: ([, protein]) => protein!,
  nucleus: ([, , nucleus]) => nucleus!,
  'er/2': ([, , , er]) => Math.floor(er! / 2),
  'microtubules+er/2': ([microtubules, , , er]) => Math.min(255, microtubules! + Math.floor(er! / 2)),
  'protein+er/2%256': ([, protein, , er]) => (protein! + Math.floor(er! / 2)) % 256,
  'microtubules+protein+nucleus/2': ([a, b, c]) => Math.min(255, a! + b! + Math.floor(c! / 2)),
};

/** What a network takes of levels, in double precision. */
function inputOf({ channels, normalization }: Pick<InputSpec, 'channels' | 'normalization'>): number[] {
  const images = [0, 1].map((image) => {
    const pixels = Array.from({ length: SIZE * SIZE }, (_, i) => {
      const at = 4 * (image * SIZE * SIZE + i);
      return [...levels.subarray(at, at + 4)];
    });
    return pixels.map((pixel) => channels.map((plane) => PLANES[plane]!(pixel)));
  });
  const normalize = {
    none: (level: number) => level,
    unit: (level: number) => level / 255,
    symmetric: (level: number) => level / 127.5 - 1,
    imagenet: (level: number, plane: number) =>
      (level / 255 - [0.485, 0.456, 0.406][plane]!) / [0.229, 0.224, 0.225][plane]!,
    'per-image'(level: number, plane: number, image: number) {
      const values = images[image]!.map((pixel) => pixel[plane]! / 255);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return (level / 255 - mean) / (Math.sqrt(variance) + 1e-7);
    },
  }[normalization];
  return images.flatMap((pixels, image) =>
    pixels.flatMap((pixel) => pixel.map((level, plane) => normalize(level, plane, image))),
  );
}

describe('exportOnnx of gray levels', () => {
  beforeAll(useWasm);

  it.each([
    ['symmetric', ['nucleus', 'protein']],
    ['unit', ['er/2', 'protein+er/2%256']],
    ['none', ['microtubules+er/2', 'microtubules+protein+nucleus/2']],
    ['imagenet', ['microtubules+er/2', 'protein+er/2%256', 'nucleus']],
    ['per-image', ['microtubules+er/2', 'nucleus']],
  ] as const)(
    'puts the normalization %s and the planes %s into the graph',
    async (normalization, channels) => {
      const before = memory().numTensors;
      const input = { height: SIZE, width: SIZE, channels, normalization };
      const classifier = gapNetPl({ input, classes: fourClasses, task: 'multi-label', seed: 1 });
      const images = tensor4d(inputOf(input), [2, SIZE, SIZE, channels.length]);
      const logits = classifier.logits(images, { training: false });
      const expected = [...logits.dataSync()].map((logit) => 1 / (1 + Math.exp(-logit)));

      const bytes = await exportOnnx(classifier, { outputs: ['probabilities'], levels: LEVELS });
      const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
      expect([session.inputNames, session.outputNames]).toEqual([['levels'], ['probabilities']]);
      const found = await session.run({ levels: new Tensor('float32', levels, [2, SIZE, SIZE, 4]) });
      expect(new Set(expected).size).toBeGreaterThan(4);
      // float32 against float64, through a network whose probabilities are of the order of 1.
      expectClose(found.probabilities!.data as Float32Array, expected, { absolute: 1e-5 });

      await session.release();
      images.dispose();
      logits.dispose();
      classifier.dispose();
      expect(memory().numTensors).toBe(before);
    },
  );

  it('leaves out of the graph what the outputs do not need', async () => {
    const classifier = gapNetPl({ input: { height: SIZE, width: SIZE }, classes: fourClasses, seed: 1 });
    const features = await exportOnnx(classifier, { outputs: ['features'] });
    const session = await InferenceSession.create(features);
    expect([session.inputNames, session.outputNames]).toEqual([['image'], ['features']]);
    expect(features.length).toBeLessThan((await exportOnnx(classifier)).length);
    await session.release();
    classifier.dispose();
  });

  it('refuses planes that the levels do not have, and a graph without outputs', async () => {
    const classifier = gapNetPl({ input: { height: SIZE, width: SIZE }, classes: fourClasses, seed: 1 });
    await expect(exportOnnx(classifier, { levels: ['protein'] })).rejects.toThrow(
      'must be made of protein; it names',
    );
    await expect(exportOnnx(classifier, { outputs: [] })).rejects.toThrow('outputs must name at least one');
    classifier.dispose();
  });
});
