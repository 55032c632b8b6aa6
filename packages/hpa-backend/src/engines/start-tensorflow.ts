import { backend, env, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { type EngineStart, EngineUnavailable } from '../engine.js';
import { importOptional } from './import-optional.js';

/** What is used of '@tensorflow/tfjs-node-gpu' and '@tensorflow/tfjs-node'. */
interface TfjsNode {
  readonly version: { readonly 'tfjs-node'?: string };
  readonly node?: unknown;
}

/**
 * Native TensorFlow through tfjs-node-gpu, or tfjs-node, whichever is installed and loads.
 *
 * The gpu package also runs where there is no GPU, so what it says of its device is what the binding says.
 */
export async function startTensorflow(): Promise<EngineStart> {
  if (!env().getBool('IS_NODE')) throw new EngineUnavailable('native TensorFlow runs in Node alone');
  restoreRemovedNodeFunctions();
  const reasons: string[] = [];
  for (const packageName of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      const module = await importOptional<TfjsNode>(packageName);
      await setBackend('tensorflow');
      const { isUsingGpuDevice = false } = backend() as { isUsingGpuDevice?: boolean };
      const { availableParallelism } = process.getBuiltinModule('node:os');
      return {
        device: isUsingGpuDevice ? 'CUDA GPU (libtensorflow)' : 'CPU (libtensorflow)',
        threads: isUsingGpuDevice ? 1 : availableParallelism(),
        version: module.version['tfjs-node'] ?? 'unknown',
        dispose: () => removeBackend('tensorflow'),
      };
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      reasons.push(error.message);
    }
  }
  throw new EngineUnavailable(reasons.join('; '));
}

/** tfjs-node calls util.isNullOrUndefined, which Node 23 removed; upstream fixed it without a release since. */
function restoreRemovedNodeFunctions(): void {
  const util = process.getBuiltinModule('node:util') as unknown as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}
