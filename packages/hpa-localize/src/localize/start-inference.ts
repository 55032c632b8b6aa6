import { availableParallelism } from 'node:os';
import { type BackendName, EngineUnavailable, startBackend } from '@hpa/backend';
import { startHolder } from './start-holder.js';

/**
 * The engines that answers can be asked of: those of TensorFlow.js, and onnxruntime.
 *
 * @inline
 */
export type InferenceName = 'auto' | BackendName | 'onnxruntime';

/** What opens the output of `exportOnnx` in onnxruntime. */
type OpenNatively = typeof import('@hpa/models/onnx').openOnnxClassifier;

/** A running engine for answers: nothing is trained on it, and no gradients are taken. */
export interface InferenceEngine
  extends Pick<Awaited<ReturnType<typeof startBackend>>, 'device' | 'passedOver' | 'memoryLimits'> {
  readonly name: BackendName | 'onnxruntime';
  /** Opens models in onnxruntime, if that is the engine; TensorFlow.js then holds what goes in and out, and computes nothing. */
  readonly onnxruntime?: { readonly open: OpenNatively; readonly threads: number };
  /** Ends it; models are disposed before. */
  dispose(): void;
}

/**
 * Starts the engine that answers. `auto` takes an engine on a GPU where there is one, else onnxruntime where it is installed, else the
 * fastest of TensorFlow.js.
 *
 * @throws Error naming the engine, an `EngineUnavailable`, if one that is named cannot start; of onnxruntime it says what to install.
 */
export async function startInference(
  name: InferenceName = 'auto',
  {
    threads,
  }: {
    /** CPU threads; by default all that the process may use. */
    readonly threads?: number;
  } = {},
): Promise<InferenceEngine> {
  const options = threads === undefined ? {} : { threads };
  if (name === 'onnxruntime') {
    return startOnnxruntime(options);
  }
  if (name !== 'auto') {
    return startBackend(name, options);
  }
  try {
    return await startBackend('auto', { ...options, gpuOnly: true });
  } catch (error) {
    requireUnavailable(error);
  }
  try {
    return await startOnnxruntime(options);
  } catch (error) {
    const { engine, reason } = requireUnavailable(error);
    const backend = await startBackend('auto', options);
    return { ...backend, passedOver: [...backend.passedOver, { name: engine, reason }] };
  }
}

async function startOnnxruntime({
  threads = availableParallelism(),
}: {
  readonly threads?: number;
}): Promise<InferenceEngine> {
  const open = await loadOpen();
  const holder = await startHolder();
  return {
    name: 'onnxruntime',
    device: `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    passedOver: [],
    memoryLimits: {},
    onnxruntime: { open, threads },
    dispose: holder.dispose,
  };
}

async function loadOpen(): Promise<OpenNatively> {
  try {
    return (await import('@hpa/models/onnx')).openOnnxClassifier;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ERR_MODULE_NOT_FOUND'
        ? 'it is not installed: npm install onnxruntime-node'
        : `it cannot be loaded: ${message.split('\n')[0]}`;
    throw new EngineUnavailable({ engine: 'onnxruntime', reason, cause });
  }
}

function requireUnavailable(error: unknown): EngineUnavailable {
  if (error instanceof EngineUnavailable) {
    return error;
  }
  throw error;
}
