import {
  backend,
  env,
  findBackendFactory,
  getKernelsForBackend,
  type KernelBackend,
  registerBackend,
  removeBackend,
  setBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { type EngineOptions, type EngineStart, EngineUnavailable } from './engine.js';
import { importOptional } from './import-optional.js';
import { loadRemedy } from './load-remedy.js';
import { nvidiaGpuNames } from './nvidia-gpu-names.js';
import { restoreIsNullOrUndefined } from './restore-is-null-or-undefined.js';

/** What is used of '@tensorflow/tfjs-node-gpu' and '@tensorflow/tfjs-node'. */
interface TfjsNode {
  readonly version: { readonly 'tfjs-node'?: string };
}

/** The backend that they register. */
interface NodeBackend extends KernelBackend {
  /** Whether a GPU is in the list of devices that libtensorflow itself gives. */
  readonly isUsingGpuDevice: boolean;
  readonly isGPUPackage: boolean;
  readonly binding: { readonly TF_Version: string };
}

interface Loaded {
  readonly factory: NonNullable<ReturnType<typeof findBackendFactory>>;
  readonly version: string;
  readonly threads: number;
}

// A process loads libtensorflow once, with the threads of that time; kept for starts after a dispose().
let loaded: Loaded | undefined;

/**
 * Native TensorFlow through tfjs-node-gpu, or tfjs-node, whichever is installed and loads.
 *
 * The gpu package also runs where there is no GPU, so what is told of the device is what libtensorflow lists.
 */
export async function startTensorflow({ threads, acceptSoftware }: EngineOptions): Promise<EngineStart> {
  if (!env().getBool('IS_NODE')) {
    throw new EngineUnavailable('native TensorFlow runs in Node alone');
  }
  const takeAway = restoreIsNullOrUndefined();
  try {
    loaded ??= await loadFirst(threads);
    if (findBackendFactory('tensorflow') === null) {
      registerBackend('tensorflow', loaded.factory, 3);
    }
    if (!(await setBackend('tensorflow'))) {
      throw new EngineUnavailable('tfjs-node did not initialize');
    }
    if (!acceptSoftware && !(backend() as NodeBackend).isUsingGpuDevice) {
      removeBackend('tensorflow');
      throw new EngineUnavailable('libtensorflow lists no GPU');
    }
  } catch (error) {
    takeAway();
    throw error;
  }
  const { isUsingGpuDevice } = backend() as NodeBackend;
  return {
    device: deviceOf(backend() as NodeBackend),
    threads: isUsingGpuDevice ? 1 : loaded.threads,
    version: loaded.version,
    dispose: () => {
      removeBackend('tensorflow');
      takeAway();
    },
  };
}

async function loadFirst(threads: number): Promise<Loaded> {
  const reasons: string[] = [];
  for (const packageName of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      const { version } = await withThreads(threads, () => importOptional<TfjsNode>(packageName));
      const factory = findBackendFactory('tensorflow');
      if (factory === null) {
        throw new EngineUnavailable(`${packageName} registered no backend`);
      }
      return { factory, version: version['tfjs-node'] ?? 'unknown', threads };
    } catch (error) {
      forgetKernels();
      if (!(error instanceof EngineUnavailable)) {
        throw error;
      }
      const cause = error.cause instanceof Error ? error.cause.message : '';
      const remedy = loadRemedy({ packageName, message: cause });
      reasons.push(remedy === '' ? error.message : `${error.message}: ${remedy}`);
    }
  }
  throw new EngineUnavailable(reasons.join('; '));
}

/** libtensorflow reads its thread counts from the environment as it loads, and from nowhere else. */
async function withThreads<Result>(threads: number, load: () => Promise<Result>): Promise<Result> {
  const names = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) {
    process.env[name] = String(threads);
  }
  try {
    return await load();
  } finally {
    for (const [i, name] of names.entries()) {
      if (before[i] === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = before[i];
      }
    }
  }
}

/** A package registers its kernels before it looks for its binary; the next would warn of each. */
function forgetKernels(): void {
  for (const { kernelName } of getKernelsForBackend('tensorflow')) {
    unregisterKernel(kernelName, 'tensorflow');
  }
}

function deviceOf({ isUsingGpuDevice, isGPUPackage, binding }: NodeBackend): string {
  const library = `libtensorflow ${binding.TF_Version}`;
  if (isUsingGpuDevice) {
    const names = nvidiaGpuNames();
    // Of several kinds, nothing tells which one libtensorflow took.
    return `${names.length === 1 ? names[0] : 'CUDA GPU'} (${library})`;
  }
  return isGPUPackage
    ? `CPU (${library}; it lists no GPU: the package needs CUDA 11.2 and cuDNN 8.1)`
    : `CPU (${library})`;
}
