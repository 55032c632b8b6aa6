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
import { type EngineOptions, EngineRefusal, type EngineStart } from './engine.js';
import { importOptional } from './import-optional.js';
import { loadRemedy } from './load-remedy.js';

/** The part of '@tensorflow/tfjs-node-gpu' and '@tensorflow/tfjs-node' that this file uses. */
interface TfjsNode {
  readonly version: { readonly 'tfjs-node'?: string };
}

/** The backend that these packages register. */
interface NodeBackend extends KernelBackend {
  /** Whether libtensorflow lists a GPU among its devices. */
  readonly isUsingGpuDevice: boolean;
  readonly isGPUPackage: boolean;
  readonly binding: { readonly TF_Version: string };
}

interface Loaded {
  readonly factory: NonNullable<ReturnType<typeof findBackendFactory>>;
  readonly version: string;
  readonly threads: number;
}

// A process loads libtensorflow once and cannot change its threads; kept for later starts.
let loaded: Loaded | undefined;

/**
 * Native TensorFlow: tfjs-node-gpu if it is installed and loads, otherwise tfjs-node.
 *
 * The gpu package also runs without a GPU, so the device is what libtensorflow lists.
 */
export async function startTensorflow({ threads, acceptSoftware }: EngineOptions): Promise<EngineStart> {
  if (!env().getBool('IS_NODE')) {
    throw new EngineRefusal('native TensorFlow runs in Node only');
  }
  const removeShim = restoreIsNullOrUndefined();
  try {
    loaded ??= await loadFirst(threads);
    if (findBackendFactory('tensorflow') === null) {
      registerBackend('tensorflow', loaded.factory, 3);
    }
    if (!(await setBackend('tensorflow'))) {
      throw new EngineRefusal('tfjs-node did not initialize');
    }
    if (!acceptSoftware && !(backend() as NodeBackend).isUsingGpuDevice) {
      removeBackend('tensorflow');
      throw new EngineRefusal('libtensorflow lists no GPU');
    }
  } catch (error) {
    removeShim();
    throw error;
  }
  const { isUsingGpuDevice } = backend() as NodeBackend;
  return {
    device: deviceOf(backend() as NodeBackend),
    threads: isUsingGpuDevice ? 1 : loaded.threads,
    version: loaded.version,
    dispose: () => {
      removeBackend('tensorflow');
      removeShim();
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
        throw new EngineRefusal(`${packageName} registered no backend`);
      }
      return { factory, version: version['tfjs-node'] ?? 'unknown', threads };
    } catch (error) {
      forgetKernels();
      if (!(error instanceof EngineRefusal)) {
        throw error;
      }
      const cause = error.cause instanceof Error ? error.cause.message : '';
      const remedy = loadRemedy({ packageName, message: cause });
      reasons.push(remedy === '' ? error.message : `${error.message}: ${remedy}`);
    }
  }
  throw new EngineRefusal(reasons.join('; '));
}

/** libtensorflow reads its thread counts from the environment, and only while it loads. */
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

/** A package registers its kernels before it loads its binary; without this, the next package would warn about each of them. */
function forgetKernels(): void {
  for (const { kernelName } of getKernelsForBackend('tensorflow')) {
    unregisterKernel(kernelName, 'tensorflow');
  }
}

function deviceOf({ isUsingGpuDevice, isGPUPackage, binding }: NodeBackend): string {
  const library = `libtensorflow ${binding.TF_Version}`;
  if (isUsingGpuDevice) {
    const names = nvidiaGpuNames();
    // With several kinds of GPU, libtensorflow does not say which one it uses.
    return `${names.length === 1 ? names[0] : 'CUDA GPU'} (${library})`;
  }
  return isGPUPackage
    ? `CPU (${library}; it lists no GPU: the package needs CUDA 11.2 and cuDNN 8.1)`
    : `CPU (${library})`;
}

/** Names of the GPUs that nvidia-smi lists, without duplicates; empty if it is not installed or fails. */
function nvidiaGpuNames(): readonly string[] {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    const listed = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    const names = listed.split('\n').map((line) => line.trim());
    return [...new Set(names.filter((name) => name !== ''))];
  } catch {
    return [];
  }
}

/**
 * Restores isNullOrUndefined in node:util, which Node 23 removed and tfjs-node 4.22 calls whenever a kernel runs. It uses no
 * other removed function. TensorFlow.js has fixed this, but not released the fix.
 *
 * @returns A function that removes it again, or does nothing if Node still has it.
 */
function restoreIsNullOrUndefined(): () => void {
  const util = process.getBuiltinModule('node:util');
  if ('isNullOrUndefined' in util) {
    return () => {};
  }
  Object.defineProperty(util, 'isNullOrUndefined', {
    configurable: true,
    enumerable: false, // Invisible to code that lists or copies the module.
    value: (value: unknown) => value === null || value === undefined,
  });
  return () => {
    Reflect.deleteProperty(util, 'isNullOrUndefined');
  };
}
