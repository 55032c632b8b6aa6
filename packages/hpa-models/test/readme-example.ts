import { startBackend } from '@hpa/backend';
import * as tf from '@tensorflow/tfjs-core';
import { countParameters, freeze, gapNetPl } from '../src/index.js';

const backend = await startBackend('auto');
const classes = ['Nucleoplasm', 'Cytosol', 'Plasma membrane', 'Nucleoli'].map((name, id) => ({ id, name }));
const model = gapNetPl({ input: { height: 128, width: 128 }, classes, seed: 1 });
const images = tf.randomNormal<tf.Rank.R4>([2, 128, 128, 4]);
console.log(model.logits(images, { training: false }).shape, model.features(images).shape);
console.log(countParameters(model));
freeze(model, { upTo: 'pool2' });
console.log(countParameters(model).trainable, model.variables.length);
backend.dispose();
