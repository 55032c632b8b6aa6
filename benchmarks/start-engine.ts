import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { backend, getKernelsForBackend, setBackend, version_core } from '@tensorflow/tfjs-core';
import type { NodeEngine } from './benchmark.js';
import { describeCuda, describeWebgpu, type Gpu } from './describe-gpu.js';
import { importJax } from './import-jax.js';

/** The running engine, as results name it. */
export interface RunningEngine {
  readonly device: string;
  readonly threads: number;
  readonly version: string;
  /** Absent of engines that do not run on a GPU. */
  readonly gpu?: Gpu;
}

/**
 * Starts an engine for the rest of this process; without `threads`, it uses its own default.
 *
 * The stock backends are what `@tensorflow/tfjs` and `@tensorflow/tfjs-backend-wasm` register, without this project's kernels.
 * In Node they run on one thread.
 *
 * @throws Error naming the reason if the engine cannot start.
 */
export async function startEngine(
  name: NodeEngine,
  { threads }: { readonly threads?: number | undefined } = {},
): Promise<RunningEngine> {
  if (name === 'javascript') {
    return { device: 'Node without an engine', threads: 1, version: process.version };
  }
  if (name === 'stock-cpu') {
    return startStock('cpu', version_core);
  }
  if (name === 'stock-wasm') {
    const { version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
    return startStock('wasm', version_wasm);
  }
  if (name === 'onnxruntime') {
    // The network is built and exported on the stock cpu backend, which is not timed.
    await startStock('cpu', version_core);
    const { env } = await import('onnxruntime-node');
    const version = env.versions.node ?? env.versions.common;
    return { device: 'onnxruntime-node on CPU', threads: threads ?? availableParallelism(), version };
  }
  if (name === 'jax-js') {
    const jax = await importJax();
    await jax.init('wasm');
    jax.defaultDevice('wasm');
    // Its threads are web workers, which Node has not.
    return { device: 'jax-js on wasm', threads: 1, version: versionOfJax() };
  }
  const {
    device,
    threads: started,
    version,
  } = await startBackend(name, threads === undefined ? {} : { threads });
  const gpu = await gpuOf(name);
  return { device, threads: started, version, ...(gpu && { gpu }) };
}

/** jax-js exports no version, and its package.json only as a file. */
function versionOfJax(): string {
  const entry = createRequire(import.meta.url).resolve('@jax-js/jax');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8'));
  return version;
}

/** The GPU of an engine that has started, if it runs on one. */
async function gpuOf(name: 'tensorflow' | 'webgpu' | 'wasm'): Promise<Gpu | undefined> {
  if (name === 'webgpu') {
    return describeWebgpu();
  }
  // tfjs-node-gpu also runs where libtensorflow lists no GPU.
  const { isUsingGpuDevice } = backend() as { readonly isUsingGpuDevice?: boolean };
  return name === 'tensorflow' && isUsingGpuDevice ? describeCuda() : undefined;
}

async function startStock(name: 'cpu' | 'wasm', version: string): Promise<RunningEngine> {
  // The union package registers the gradients and the cpu backend.
  await import('@tensorflow/tfjs');
  if (!(await setBackend(name))) {
    throw new Error(`the stock ${name} backend did not initialize`);
  }
  const ours = getKernelsForBackend(name).filter(({ kernelName }) => kernelName.startsWith('Hpa'));
  if (ours.length > 0) {
    throw new Error(
      `the stock ${name} backend must be as published; received one with ${ours[0]!.kernelName}`,
    );
  }
  return { device: `tfjs-backend-${name} as published`, threads: 1, version };
}
