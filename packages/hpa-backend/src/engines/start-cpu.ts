import { removeBackend, setBackend, version_core } from '@tensorflow/tfjs-core';
import type { EngineStart } from './engine.js';

/** The plain JavaScript backend that comes with '@tensorflow/tfjs': always there, for small work only. */
export async function startCpu(): Promise<EngineStart> {
  await setBackend('cpu');
  return {
    device: 'plain JavaScript',
    threads: 1,
    version: version_core,
    dispose: () => removeBackend('cpu'),
  };
}
