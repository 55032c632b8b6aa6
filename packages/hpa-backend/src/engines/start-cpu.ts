import {
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
  version_core,
} from '@tensorflow/tfjs-core';
import type { EngineStart } from './engine.js';

/** The plain JavaScript backend of '@tensorflow/tfjs': always available, suited to small work. */
export async function startCpu(): Promise<EngineStart> {
  const factory = findBackendFactory('cpu');
  await setBackend('cpu');
  return {
    device: 'plain JavaScript',
    threads: 1,
    version: version_core,
    dispose: () => {
      removeBackend('cpu');
      // Registered again, so that it can start again.
      registerBackend('cpu', factory, 1);
    },
  };
}
