/** Names of the engines that `startBackend` can start. */
export const BACKEND_NAMES = ['tensorflow', 'webgpu', 'webgl', 'wasm', 'cpu'] as const;

/** The name of an engine. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** An engine that has been started and is the current backend of tfjs-core. */
export interface StartedBackend {
  readonly name: BackendName;
  /** What computes: a GPU's name, or the kind of CPU code. */
  readonly device: string;
  /** CPU threads that kernels run on; 1 if the work does not run on CPU threads. */
  readonly threads: number;
  /**
   * Of wasm: whether kernels multiply and add in one instruction, rounding once. The numbers of an engine that does differ in the last bits
   * from those of one that does not; on either they are the same on any machine and with any number of threads. Absent of other engines.
   */
  readonly fusedMultiplyAdd?: boolean;
  /** Version of the package that contains the engine. */
  readonly version: string;
  /** Known limits in bytes: of all tensors together, and of a single tensor. */
  readonly memoryLimits: { readonly totalBytes?: number; readonly largestTensorBytes?: number };
  /** Limits of a GPU on tensors and shaders, by their WebGPU or WebGL names; absent for other engines. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Engines that `'auto'` tried before this one, each with the reason why it was not started. */
  readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
  /** Ends threads and releases native handles; the backend cannot be used afterwards. */
  dispose(): void;
}

/** What an engine is started with. */
export interface EngineOptions {
  /** CPU threads wanted. */
  readonly threads: number;
  /** Whether an engine made for GPUs may compute on the CPU: a software graphics driver such as SwiftShader, or libtensorflow. */
  readonly acceptSoftware: boolean;
  /** Of wasm: whether kernels multiply and add in one instruction; undefined takes it where there is one. */
  readonly fusedMultiplyAdd?: boolean | undefined;
}

/** What an engine reports about itself when it is the current backend. */
export type EngineStart = Omit<StartedBackend, 'name' | 'passedOver' | 'memoryLimits'> &
  Partial<Pick<StartedBackend, 'memoryLimits'>>;

/** Thrown if an engine is not installed or has no device; the message is one line. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';
}
