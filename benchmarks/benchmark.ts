/**
 * What can run a benchmark: the engines of @hpa/backend, TensorFlow.js backends without this project's kernels,
 * onnxruntime through @hpa/models/onnx, for inference, and PyTorch. The engine `cpu` of @hpa/backend is the stock one, and stands here under that name alone.
 */
export const engineNames = [
  'tensorflow',
  'webgpu',
  'wasm',
  'stock-wasm',
  'stock-cpu',
  'onnxruntime',
  'pytorch',
] as const;
export type EngineName = (typeof engineNames)[number];

/** How large a run of a benchmark is. */
export interface Scale {
  /** Images in a step; at least 1. */
  readonly batch: number;
  /** Whether the images are the smallest that the networks take: to see that it runs, not how fast. */
  readonly quick: boolean;
}

/** What a benchmark is prepared for, beside its scale. */
export interface Preparation extends Scale {
  readonly engine: Exclude<EngineName, 'pytorch'>;
  /** Undefined where the engine does not let itself be told. */
  readonly threads: number | undefined;
}

/** One benchmark, made ready on the engine that is running. */
export interface Prepared {
  /** Numbers that the model consists of, moving statistics included, and those that training changes. */
  readonly parameters: { readonly total: number; readonly trainable: number };
  /** Does the work once and resolves when its result has been read back; `step` counts from 0. */
  run(step: number): Promise<void>;
  dispose(): void | Promise<void>;
}

/** What a Python script needs to do the same work. */
export interface Peer {
  /** File name in benchmarks/peers/. */
  readonly script: string;
  /** Passed to the script as JSON, beside `threads`, `repeats` and `warmUpSeconds`. */
  readonly workload: Readonly<Record<string, string | number | boolean>>;
}

/** A question that a time answers. */
export interface Benchmark {
  /** The name that `--only` takes. */
  readonly name: string;
  /** Images in a step. */
  readonly batch: number;
  /** Engines that it makes sense on, in the order in which they run. */
  readonly engines: readonly EngineName[];
  prepare(preparation: Preparation): Promise<Prepared>;
  peer(scale: Scale): Peer;
}
