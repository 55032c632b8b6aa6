import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  env,
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
  square,
  tensor1d,
  version_core,
} from '@tensorflow/tfjs-core';
import { registerWebgpuKernels } from '../webgpu/register-webgpu-kernels.js';
import { type EngineOptions, type EngineStart, EngineUnavailable } from './engine.js';
import { importOptional } from './import-optional.js';
import { isSoftwareRenderer } from './is-software-renderer.js';

/** What is used of WebGPU; TypeScript's DOM library does not have it yet. */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: string }): Promise<Adapter | null>;
}
interface Adapter {
  readonly info: Readonly<Record<'vendor' | 'architecture' | 'device' | 'description', string>> & {
    readonly isFallbackAdapter?: boolean;
  };
  readonly features: ReadonlySet<string>;
  readonly limits: Readonly<Record<LimitName, number>>;
  requestDevice(descriptor: {
    readonly requiredFeatures: readonly string[];
    readonly requiredLimits: Readonly<Record<string, number>>;
  }): Promise<Device>;
}
interface Device {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  destroy(): void;
}

/** Limits that are asked for as high as the adapter has them: they bound tensors and workgroups. */
const limitNames = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;
type LimitName = (typeof limitNames)[number];

/**
 * A GPU through WebGPU: navigator.gpu in browsers, Dawn (the npm package 'webgpu') in Node. An adapter that
 * computes on the CPU is passed over unless asked for by name: every CPU engine here is faster.
 */
export async function startWebgpu({ acceptSoftware }: EngineOptions): Promise<EngineStart> {
  const releaseDawn = env().getBool('IS_NODE') ? await startDawn() : () => {};
  try {
    const { gpu } = navigator as { gpu?: Gpu };
    if (gpu === undefined) {
      throw new EngineUnavailable('this browser has no WebGPU');
    }
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) {
      throw new EngineUnavailable('no WebGPU adapter: no GPU, or no driver for it');
    }
    const label = labelOf(adapter);
    const isSoftware = adapter.info.isFallbackAdapter || isSoftwareRenderer(label);
    if (isSoftware && !acceptSoftware) {
      throw new EngineUnavailable(`the only WebGPU adapter computes on the CPU (${label})`);
    }
    const device = await startDevice(adapter);
    return {
      device: label,
      threads: 1,
      version: version_core,
      limits: limitsOf(adapter),
      memoryLimits: { largestTensorBytes: adapter.limits.maxStorageBufferBindingSize },
      dispose: () => {
        removeBackend('webgpu');
        device.destroy();
        releaseDawn();
      },
    };
  } catch (error) {
    releaseDawn();
    throw error;
  }
}

/** Makes a device the current backend and lets it compute once: some are lost as soon as they have work. */
async function startDevice(adapter: Adapter): Promise<Device> {
  // Not before now: it registers itself only where navigator.gpu is already there.
  const { WebGPUBackend: Backend } = await import('@tensorflow/tfjs-backend-webgpu');
  const device = await requestDevice(adapter);
  try {
    const backend = new Backend(...([device, adapter.info] as unknown as BackendArguments));
    if (findBackendFactory('webgpu') !== null) {
      removeBackend('webgpu');
    }
    registerBackend('webgpu', () => backend, 3);
    await setBackend('webgpu');
    registerWebgpuKernels();
    const lost = device.lost.then(({ reason, message }) => {
      throw new EngineUnavailable(`the WebGPU device was lost at once (${oneLine(message || reason)})`);
    });
    await Promise.race([lost, computesOnce()]);
  } catch (error) {
    if (findBackendFactory('webgpu') !== null) {
      removeBackend('webgpu');
    }
    device.destroy();
    throw error;
  }
  return device;
}

/** tfjs-backend-webgpu names the types of @webgpu/types, which the interfaces above are the used part of. */
type BackendArguments = ConstructorParameters<typeof WebGPUBackend>;

async function requestDevice(adapter: Adapter): Promise<Device> {
  const requiredFeatures = ['timestamp-query', 'bgra8unorm-storage'].filter((name) =>
    adapter.features.has(name),
  );
  try {
    return await adapter.requestDevice({ requiredFeatures, requiredLimits: limitsOf(adapter) });
  } catch (error) {
    throw new EngineUnavailable(`the WebGPU adapter gives no device (${oneLine(String(error))})`);
  }
}

async function computesOnce(): Promise<void> {
  const x = tensor1d(Float32Array.from({ length: 4096 }, (_, i) => i % 8));
  const y = square(x);
  const [, , , nine] = await y.data();
  x.dispose();
  y.dispose();
  if (nine !== 9) {
    throw new EngineUnavailable(`the WebGPU device computes 3 * 3 as ${nine}`);
  }
}

function labelOf({ info: { vendor, architecture, device, description } }: Adapter): string {
  return [description || device || vendor, architecture].filter(Boolean).join(', ');
}

function limitsOf({ limits }: Adapter): Readonly<Record<LimitName, number>> {
  return Object.fromEntries(limitNames.map((name) => [name, limits[name]])) as Record<LimitName, number>;
}

function oneLine(text: string): string {
  return text.trim().split('\n', 1)[0] as string;
}

/** Puts Dawn's WebGPU on the global objects; the returned function takes it off, so that Dawn can go. */
async function startDawn(): Promise<() => void> {
  const { create, globals } = await importOptional<{ create(flags: string[]): Gpu; globals: object }>(
    'webgpu',
  );
  Object.assign(globalThis, globals);
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: Object.assign(Object.create(globalThis.navigator ?? null), { gpu: create([]) }),
  });
  return () => {
    if (before === undefined) {
      Reflect.deleteProperty(globalThis, 'navigator');
    } else {
      Object.defineProperty(globalThis, 'navigator', before);
    }
  };
}
