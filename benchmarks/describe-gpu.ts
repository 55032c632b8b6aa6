import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { isSoftwareRenderer } from '../packages/hpa-backend/src/engines/is-software-renderer.js';

const run = promisify(execFile);

/** The GPU that an engine runs on, in the words of its driver. */
export interface Gpu {
  readonly name: string;
  /** Empty if the engine does not say. */
  readonly vendor: string;
  readonly architecture: string;
  /** Name and version. */
  readonly driver: string;
  /** What stands between the engine and the driver: Dawn and its version, or CUDA. */
  readonly runtime: string;
  /** Whether it is a driver that computes on the CPU, whose times say nothing of a GPU. */
  readonly isSoftware: boolean;
  /** Whether shaders may compute with 16 bits; absent of engines without shaders. No engine here uses it yet. */
  readonly shaderF16?: boolean;
  /** Whether the GPU tells when a kernel begins and ends; false of engines that do not ask it. */
  readonly timestampQuery: boolean;
}

/** The part of a WebGPU adapter that is read here. */
export interface Adapter {
  readonly info: Readonly<Record<'vendor' | 'architecture' | 'device' | 'description', string>> & {
    readonly isFallbackAdapter?: boolean;
  };
  readonly features: ReadonlySet<string>;
}

/**
 * Describes the adapter that the engine `webgpu` has started on: the same request gives the same adapter.
 *
 * @throws Error if there is no adapter, which means that the engine does not run.
 */
export async function describeWebgpu(): Promise<Gpu> {
  const { gpu } = navigator as unknown as {
    readonly gpu?: {
      requestAdapter(options: { readonly powerPreference: string }): Promise<Adapter | null>;
    };
  };
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new Error('expected the WebGPU adapter of a running engine; received none');
  }
  const { version } = createRequire(import.meta.url)('webgpu/package.json') as { readonly version: string };
  return gpuOfAdapter(adapter, { runtime: `Dawn, webgpu ${version}` });
}

/** Describes a WebGPU adapter. Dawn gives the driver as the description, and the GPU's name as the device. */
export function gpuOfAdapter({ info, features }: Adapter, { runtime }: { readonly runtime: string }): Gpu {
  const { vendor, architecture, device, description, isFallbackAdapter = false } = info;
  return {
    name: device || description || vendor || 'unknown',
    vendor,
    architecture,
    driver: description || 'unknown',
    runtime,
    isSoftware: isFallbackAdapter || isSoftwareRenderer(`${description} ${device}`),
    shaderF16: features.has('shader-f16'),
    timestampQuery: features.has('timestamp-query'),
  };
}

/** Describes the GPUs that CUDA may use, by nvidia-smi; unknown if it is not installed or fails. */
export async function describeCuda(): Promise<Gpu> {
  const listed = await run('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'], {
    timeout: 10_000,
  }).catch(() => ({ stdout: '' }));
  return gpuOfNvidiaSmi(listed.stdout);
}

/** Describes GPUs from lines of a name and a driver's version; of several kinds, libtensorflow does not say which one it uses. */
export function gpuOfNvidiaSmi(listed: string): Gpu {
  const lines = listed.split('\n').filter((line) => line.includes(','));
  const column = (index: number) => {
    const values = lines.map((line) => line.split(',').at(index)!.trim());
    return [...new Set(values)].join(' or ') || 'unknown';
  };
  return {
    name: column(0),
    vendor: 'nvidia',
    architecture: '',
    driver: column(-1),
    runtime: 'CUDA',
    isSoftware: false,
    // tfjs-node times calls by the clock of the CPU, and does not ask the GPU.
    timestampQuery: false,
  };
}
