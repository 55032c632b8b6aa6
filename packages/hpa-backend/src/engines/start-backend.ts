// The union package registers the gradients and the cpu backend: tfjs-core alone has neither.
import '@tensorflow/tfjs';
import { env } from '@tensorflow/tfjs-core';
import { registerFusedGradients } from '../register-fused-gradients.js';
import {
  type BackendName,
  backendNames,
  type EngineOptions,
  type EngineStart,
  EngineUnavailable,
  type StartedBackend,
} from './engine.js';
import { startCpu } from './start-cpu.js';
import { startTensorflow } from './start-tensorflow.js';
import { startWasm } from './start-wasm.js';
import { startWebgl } from './start-webgl.js';
import { startWebgpu } from './start-webgpu.js';

const engines = {
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
  webgl: startWebgl,
  wasm: startWasm,
  cpu: startCpu,
} as const satisfies Record<BackendName, (options: EngineOptions) => Promise<EngineStart>>;

/** What 'auto' tries, fastest first: a GPU through CUDA or a graphics driver, then native code on the CPU, then WebAssembly. */
const automatic: readonly Attempt[] = [
  { name: 'tensorflow', acceptSoftware: false },
  { name: 'webgpu', acceptSoftware: false },
  { name: 'webgl', acceptSoftware: false },
  { name: 'tensorflow', acceptSoftware: true },
  { name: 'wasm', acceptSoftware: true },
  { name: 'cpu', acceptSoftware: true },
];

interface Attempt {
  readonly name: BackendName;
  readonly acceptSoftware: boolean;
}

/**
 * Starts an engine and makes it the current backend of tfjs-core, with gradients registered.
 *
 * 'auto' takes the first that is installed and has a device, in the order tensorflow with a GPU (tfjs-node-gpu), webgpu,
 * webgl, tensorflow on the CPU (tfjs-node), wasm, cpu, and tells why the others were passed over. Graphics drivers that
 * compute on the CPU are passed over too. A name takes that one, such a driver included, or throws.
 *
 * @param name 'auto' or one of 'tensorflow', 'webgpu', 'webgl', 'wasm', 'cpu'.
 * @param options.threads CPU threads for wasm and, when a process first starts it, tensorflow; by default one for each processor.
 * @throws RangeError for an unknown name or thread count; Error naming the reason where the named engine cannot start.
 * @example
 * const backend = await startBackend('auto');
 * console.log(`${backend.name} on ${backend.device}`);
 */
export async function startBackend(
  name: 'auto' | BackendName = 'auto',
  { threads = processors() }: { readonly threads?: number } = {},
): Promise<StartedBackend> {
  if (name !== 'auto' && !backendNames.includes(name)) {
    throw new RangeError(`backend must be auto, ${backendNames.join(', ')}; received ${String(name)}`);
  }
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`threads must be a whole number of at least 1; received ${threads}`);
  }
  registerFusedGradients();
  const attempts = name === 'auto' ? automatic : [{ name, acceptSoftware: true }];
  const passedOver: { name: string; reason: string }[] = [];
  for (const { name: candidate, acceptSoftware } of attempts) {
    try {
      const started = await engines[candidate]({ threads, acceptSoftware });
      return {
        name: candidate,
        memoryLimits: {},
        passedOver: passedOver.filter((engine) => engine.name !== candidate),
        ...started,
      };
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) {
        throw error;
      }
      const known = passedOver.some((engine) => engine.name === candidate);
      if (!known) {
        passedOver.push({ name: candidate, reason: error.message });
      }
    }
  }
  const reasons = passedOver.map(({ name: engine, reason }) => `${engine}: ${reason}`).join('; ');
  throw new Error(`backend ${name} cannot start here: ${reasons}`);
}

function processors(): number {
  return env().getBool('IS_NODE') ? nodeProcessors() : (globalThis.navigator?.hardwareConcurrency ?? 1);
}

/** Node 20 has no navigator.hardwareConcurrency; this keeps its os module out of browser bundles. */
function nodeProcessors(): number {
  const { availableParallelism } = process.getBuiltinModule('node:os');
  return availableParallelism();
}
