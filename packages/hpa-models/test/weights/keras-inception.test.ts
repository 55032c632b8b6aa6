import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inceptionV3, PUBLISHED_WEIGHTS } from '../../src/index.js';
import { loadWeights } from '../../src/node/index.js';
import type { Classifier } from '../../src/types.js';
import { expectClose } from '../support/expect-close.js';
import { formulaImages } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';

// Keras itself writes the whole InceptionV3 and its features of two images, by scripts/fixtures/write_inception.py, if python3 (or
// HPA_PYTHON) has Keras.

const python = process.env.HPA_PYTHON ?? 'python3';
const lacksKeras = spawnSync(python, ['-c', 'import keras, tf_keras, tensorflow']).status !== 0;
if (lacksKeras) {
  console.warn(`skipped: ${python} has not keras, tf_keras and tensorflow (HPA_PYTHON names another)`);
}

describe.skipIf(lacksKeras)('InceptionV3 as Keras saves it', () => {
  let folder: string;
  let classifier: Classifier;
  let predictions: Readonly<Record<'keras' | 'tf_keras', readonly (readonly number[])[]>>;

  beforeAll(async () => {
    await setBackend('wasm');
    folder = mkdtempSync(join(tmpdir(), 'hpa-keras-'));
    const script = fileURLToPath(new URL('../../scripts/fixtures/write_inception.py', import.meta.url));
    const { status, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    predictions = JSON.parse(readFileSync(join(folder, 'predictions.json'), 'utf8'));
    classifier = inceptionV3({
      input: { height: 139, width: 139, channels: RGB },
      classes: fourClasses,
      seed: 1,
      pooling: 'avg',
      initialWeights: 'zeros',
    });
  }, 300_000);
  afterAll(() => {
    classifier.dispose();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['tf-keras.h5', 'tf_keras'],
    ['tf-keras.keras', 'tf_keras'],
    ['keras-3.weights.h5', 'keras'],
    ['keras-3.keras', 'keras'],
  ] as const)('predicts with %s what %s predicts', (file, library) => {
    const report = loadWeights(classifier, join(folder, file), {
      except: PUBLISHED_WEIGHTS['inception-v3'].imagenet.without,
    });
    expect(report.assigned.length).toBe(376);
    expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });
    const images = formulaImages(2, [139, 139, 3]);
    const features = classifier.features(images);
    // Both are float32 runs; the golden of InceptionV3 found such to agree to 2e-6 in every feature.
    expectClose(features.dataSync(), predictions[library].flat(), { absolute: 1e-4, relative: 1e-4 });
    images.dispose();
    features.dispose();
  });
});
