import { startBackend } from '@hpa/backend';
import { env, tensor1d } from '@tensorflow/tfjs-core';

/** Starts plain JavaScript in TensorFlow.js, which every machine has, to hold the numbers of models rather than to compute. */
export async function startHolder(): ReturnType<typeof startBackend> {
  const backend = await startBackend('cpu');
  // At its first use it advises on the console to take another engine.
  const isProduction = env().getBool('PROD');
  env().set('PROD', true);
  tensor1d([0]).dispose();
  env().set('PROD', isProduction);
  return backend;
}
