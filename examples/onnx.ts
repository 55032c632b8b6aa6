/**
 * Exports a saved model to ONNX, runs it in onnxruntime, and shows that both score alike.
 * `node --import tsx examples/onnx.ts [MODEL [FILE]]`; without arguments an untrained network, in seconds.
 */
import { writeFile } from 'node:fs/promises';
import { startBackend } from '@hpa/backend';
import { LOCATIONS, syntheticCell, toModelInput } from '@hpa/data';
import { exportOnnx, gapNetPl } from '@hpa/models';
import { loadClassifier } from '@hpa/models/node';
import { openOnnxClassifier } from '@hpa/models/onnx';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';

const [, , model, out = 'model.onnx'] = process.argv;
const { dispose } = await startBackend('auto');
const classes = LOCATIONS.slice(0, 4);
const classifier = model
  ? await loadClassifier(model)
  : gapNetPl({ input: { height: 64, width: 64 }, classes, seed: 1 });
await writeFile(out, await exportOnnx(classifier));
console.log(`wrote ${out}: ${classifier.card.name}, ${classifier.card.parameters} parameters`);

const { input } = classifier.card;
const cell = syntheticCell({ location: 0, seed: 1, size: input.height });
const images: Tensor4D = tensor4d(toModelInput(cell, input), [
  1,
  input.height,
  input.width,
  input.channels.length,
]);
const onnx = await openOnnxClassifier(out);
const [here, there] = [
  await classifier.logits(images, { training: false }).data(),
  await (await onnx.logits(images, { training: false })).data(),
];
const difference = Math.max(...here.map((logit, index) => Math.abs(logit - there[index]!)));
console.log(`largest difference of a logit in onnxruntime: ${difference.toExponential(1)}`);
await onnx.dispose();
dispose();
