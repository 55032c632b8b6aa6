import { startBackend } from '@hpa/backend';
import * as tf from '@tensorflow/tfjs-core';
import { fit, optimizers, predict } from '../src/index.js';

const backend = await startBackend('auto');
const weights = tf.variable(tf.zeros([2, 2]));
const logits = (images: tf.Tensor4D) => tf.matMul<tf.Tensor2D>(tf.reshape(images, [-1, 2]), weights);
const model = { variables: [weights], logits };
const batches = {
  sampleCount: 4,
  async *batches() {
    const images = tf.tensor4d([-2, 1, -1, 0, 1, 1, 2, 0], [4, 1, 1, 2]);
    const labels = tf.tensor2d([1, 0, 1, 0, 0, 1, 0, 1], [4, 2]);
    yield { images, labels, ids: ['a', 'b', 'c', 'd'], dispose: () => tf.dispose([images, labels]) };
  },
};
await fit(model, batches, { optimizer: optimizers.adam({ learningRate: 0.1 }), epochs: 20 });
console.log((await predict(model, batches)).scores.map(([, second]) => second?.toFixed(2)));
backend.dispose();
