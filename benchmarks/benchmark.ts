/**
 * What can run a benchmark: engines of @hpa/backend, wasm of it in a browser too, TensorFlow.js backends without this project's
 * kernels, onnxruntime through @hpa/models/onnx (inference only), PyTorch, and jax-js (training GapNet only). The engine `cpu` of @hpa/backend is the same as `stock-cpu`. What runs without an
 * engine, as metrics do, is `javascript`, and scikit-learn does the same.
 */
export const ENGINE_NAMES = [
  'tensorflow',
  'webgpu',
  'wasm',
  'wasm-chromium',
  'stock-wasm',
  'stock-cpu',
  'onnxruntime',
  'pytorch',
  'jax-js',
  'javascript',
  'scikit-learn',
] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Engines that are Python programs, with the module that each needs. */
export const PYTHON_MODULES = { pytorch: 'torch', 'scikit-learn': 'sklearn' } as const;
export type PythonEngine = keyof typeof PYTHON_MODULES;

/** Engines whose step takes so long that a few images stand for the batch. */
const SCALED_ENGINES: readonly EngineName[] = ['stock-cpu', 'jax-js'];

/** Whether an engine runs one step of fewer images, whose time is scaled up to the batch. */
export function isScaledEngine(engine: EngineName): boolean {
  return SCALED_ENGINES.includes(engine);
}

/** Engines that run in Node. */
export type NodeEngine = Exclude<EngineName, PythonEngine | 'wasm-chromium'>;

/** Whether an engine is a Python program. */
export function isPythonEngine(engine: EngineName): engine is PythonEngine {
  return engine in PYTHON_MODULES;
}

/** The size of a run of a benchmark. */
export interface Scale {
  /** Images or samples per step; at least 1. */
  readonly batch: number;
  /** Whether to use the smallest images that the networks take, to see that the benchmark runs; its times mean nothing. */
  readonly quick: boolean;
}

/** What a benchmark is prepared for. */
export interface Preparation extends Scale {
  readonly engine: NodeEngine;
  /** Undefined if the engine has no such setting. */
  readonly threads: number | undefined;
}

/** A benchmark that is ready to run on the current engine. */
export interface Prepared {
  /** Parameters of the model, moving statistics included, and those that training changes; 0 without a model. */
  readonly parameters: { readonly total: number; readonly trainable: number };
  /** Runs one step and resolves when its result has been read back; `step` counts from 0. */
  run(step: number): Promise<void>;
  dispose(): void | Promise<void>;
}

/** A Python script that does the same work. */
export interface Peer {
  /** File name in benchmarks/peers/. */
  readonly script: string;
  /** Passed to the script as JSON, with `threads`, `repeats` and `warmUpSeconds`. */
  readonly workload: Readonly<Record<string, string | number | boolean>>;
}

/** A kind of step that is timed. */
export interface Benchmark {
  /** The name for `--only`. */
  readonly name: string;
  /** Images or samples per step. */
  readonly batch: number;
  /** Engines that can run it, in the order in which they run. */
  readonly engines: readonly EngineName[];
  prepare(preparation: Preparation): Promise<Prepared>;
  peer(scale: Scale): Peer;
}
