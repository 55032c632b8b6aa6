/** Names of the engines that startBackend() knows. */
export const backendNames = ['tensorflow', 'webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** An engine that was started and is the current backend of tfjs-core. */
export interface StartedBackend {
  readonly name: BackendName;
  /** What computes: a GPU's name, or the kind of CPU code. */
  readonly device: string;
  /** CPU threads that kernels run on; 1 where the work is not on the CPU's threads. */
  readonly threads: number;
  /** Version of the package that carries the engine. */
  readonly version: string;
  /** What it can hold, as far as it knows: bytes of all tensors together, and of any one. */
  readonly memoryLimits: { readonly totalBytes?: number; readonly largestTensorBytes?: number };
  /** What bounds tensors and shaders on a GPU, by the names that WebGPU or WebGL gives it; none for other engines. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Engines that come before this one, each with the reason why it was not taken. */
  readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
  /** Ends threads and native handles, so that the process can exit; the backend is gone afterwards. */
  dispose(): void;
}

export interface EngineOptions {
  /** CPU threads wanted. */
  readonly threads: number;
  /** Whether an engine made for GPUs may compute on the CPU here: a graphics driver like SwiftShader, or libtensorflow. */
  readonly acceptSoftware: boolean;
}

/** What an engine tells of itself once it is the current backend. */
export type EngineStart = Omit<StartedBackend, 'name' | 'passedOver' | 'memoryLimits'> &
  Partial<Pick<StartedBackend, 'memoryLimits'>>;

/** The engine is not installed or has no device here: a reason in one line, never a crash. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
}
