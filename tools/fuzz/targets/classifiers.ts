import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Classifier, createClassifier, exportOnnx } from '@hpa/models';
import { loadClassifier, saveClassifier } from '@hpa/models/node';
import { openOnnxClassifier } from '@hpa/models/onnx';
import { digest } from '../digest.js';
import type { FuzzTarget } from '../fuzz-target.js';

const classifier = (): Classifier =>
  createClassifier('scratch-cnn', {
    input: { height: 16, width: 16 },
    classes: [
      { id: 0, name: 'Nucleoplasm' },
      { id: 25, name: 'Cytosol' },
    ],
    stages: 2,
    seed: 1,
  });

/** Saved classifiers and their cards. */
export const CLASSIFIER_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'saved classifier',
    files: ['model/model.json', 'model/weights.bin'],
    sealed: false,
    limitBytes: 0,
    async write(folder) {
      const model = classifier();
      await saveClassifier(model, join(folder, 'model'));
      model.network.dispose();
    },
    async read(folder) {
      const { card, network } = await loadClassifier(join(folder, 'model'));
      try {
        const values = await Promise.all(network.weights.map((weight) => weight.read().data()));
        return digest([card, ...values]);
      } finally {
        network.dispose();
      }
    },
  },
  {
    name: 'ONNX classifier',
    files: ['model.onnx'],
    sealed: false,
    limitBytes: 0,
    async write(folder) {
      const model = classifier();
      await writeFile(join(folder, 'model.onnx'), await exportOnnx(model));
      model.network.dispose();
    },
    async read(folder) {
      const model = await openOnnxClassifier(join(folder, 'model.onnx'), { threads: 1 });
      try {
        return digest([model.card]);
      } finally {
        await model.dispose();
      }
    },
  },
];
