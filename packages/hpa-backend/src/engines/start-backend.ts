// The union package registers the gradients and the cpu backend, which tfjs-core lacks.
import '@tensorflow/tfjs';
import { env } from '@tensorflow/tfjs-core';
import { EngineUnavailable } from '../engine-unavailable.js';
import { processorCount } from '../node/processor-count.js';
import { registerConvolutionGradient } from '../register-convolution-gradient.js';
import { registerFusedGradients } from '../register-fused-gradients.js';
import {
  BACKEND_NAMES,
  type BackendName,
  type EngineOptions,
  EngineRefusal,
  type EngineStart,
  type StartedBackend,
} from './engine.js';
import { startCpu } from './start-cpu.js';
import { startTensorflow } from './start-tensorflow.js';
import { startWasm } from './start-wasm.js';
import { startWebgl } from './start-webgl.js';
import { startWebgpu } from './start-webgpu.js';
import { warnOfPlainJavaScript } from './warn-of-plain-javascript.js';

const ENGINES = {
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
  webgl: startWebgl,
  wasm: startWasm,
  cpu: startCpu,
} as const satisfies Record<BackendName, (options: EngineOptions) => Promise<EngineStart>>;

interface Attempt {
  readonly name: BackendName;
  readonly acceptSoftware: boolean;
}

/**
 * What 'auto' tries, fastest first: GPUs, then wasm, then TensorFlow on the CPU, then plain JavaScript. A training step on two
 * cores takes wasm 0.40 s for GapNet and 0.96 s for InceptionV3, TensorFlow on the CPU 0.75 s and 1.91 s.
 */
const AUTOMATIC: readonly Attempt[] = [
  { name: 'tensorflow', acceptSoftware: false },
  { name: 'webgpu', acceptSoftware: false },
  { name: 'webgl', acceptSoftware: false },
  { name: 'wasm', acceptSoftware: true },
  { name: 'tensorflow', acceptSoftware: true },
  { name: 'cpu', acceptSoftware: true },
];

/**
 * Starts an engine, makes it the current backend of tfjs-core and registers gradients.
 *
 * 'auto' starts the fastest engine that is installed and has a device, in this order: tensorflow on a GPU (tfjs-node-gpu),
 * webgpu, webgl, wasm, tensorflow on the CPU (tfjs-node), cpu. It never starts a graphics driver that computes on the CPU. The
 * engines that it passed over, and why, are in the result. If nothing starts but plain JavaScript, 'auto' warns on the console,
 * with the reasons and what to do. A name starts that engine, even on such a driver.
 *
 * @param name 'auto' or one of 'tensorflow', 'webgpu', 'webgl', 'wasm', 'cpu'.
 * @throws RangeError if the name is unknown or `threads` is not an integer of at least 1.
 * @throws Error naming the engine and the reason, an {@link EngineUnavailable}, if the engine cannot start.
 * @example
 * import { startBackend } from '@hpa/backend';
 * const backend = await startBackend('cpu');
 * [backend.name, backend.device]; // ["cpu", "plain JavaScript"]
 */
export async function startBackend(
  name: 'auto' | BackendName = 'auto',
  {
    threads = defaultThreads(),
    gpuOnly = false,
    fusedMultiplyAdd,
  }: {
    /**
     * CPU threads for wasm and, at its first start in a process, tensorflow; by default one per processor, or as many as the CPU
     * quota of the process's cgroups grants. Of more threads than processors, those beyond only help out. In browsers wasm has
     * more than one only on pages that are cross-origin isolated.
     */
    readonly threads?: number;
    /** Of 'auto': whether to start no engine that computes on the CPU, so that it throws where there is no GPU. */
    readonly gpuOnly?: boolean;
    /**
     * Of wasm: whether kernels multiply and add in one instruction, which is faster and rounds once; by default where there is one. `false`
     * gives the same bits on every engine and processor, `true` refuses one that has none.
     */
    readonly fusedMultiplyAdd?: boolean;
  } = {},
): Promise<StartedBackend> {
  if (name !== 'auto' && !BACKEND_NAMES.includes(name)) {
    throw new RangeError(`backend must be auto, ${BACKEND_NAMES.join(', ')}; received ${String(name)}`);
  }
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`threads must be an integer of at least 1; received ${threads}`);
  }
  registerFusedGradients();
  registerConvolutionGradient();
  const attempts = name === 'auto' ? automatic({ gpuOnly }) : [{ name, acceptSoftware: true }];
  const passedOver: { name: string; reason: string }[] = [];
  for (const { name: candidate, acceptSoftware } of attempts) {
    try {
      const started = await ENGINES[candidate]({ threads, acceptSoftware, fusedMultiplyAdd });
      if (name === 'auto' && candidate === 'cpu') {
        warnOfPlainJavaScript(passedOver);
      }
      return {
        name: candidate,
        memoryLimits: {},
        passedOver: passedOver.filter((engine) => engine.name !== candidate),
        ...started,
      };
    } catch (error) {
      if (!(error instanceof EngineRefusal)) {
        throw error;
      }
      const known = passedOver.some((engine) => engine.name === candidate);
      if (!known) {
        passedOver.push({ name: candidate, reason: error.message });
      }
    }
  }
  const reasons = passedOver.map(({ name: engine, reason }) => `${engine}: ${reason}`).join('; ');
  throw new EngineUnavailable({ engine: name, reason: reasons });
}

/** What 'auto' tries; engines that accept no software driver are those on a GPU. */
function automatic({ gpuOnly }: { readonly gpuOnly: boolean }): readonly Attempt[] {
  return gpuOnly ? AUTOMATIC.filter(({ acceptSoftware }) => !acceptSoftware) : AUTOMATIC;
}

function defaultThreads(): number {
  return env().getBool('IS_NODE') ? processorCount() : (globalThis.navigator?.hardwareConcurrency ?? 1);
}
