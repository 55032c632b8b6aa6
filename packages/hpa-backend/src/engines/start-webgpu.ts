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
import { type EngineOptions, EngineRefusal, type EngineStart } from './engine.js';
import { importOptional } from './import-optional.js';
import { isSoftwareRenderer } from './is-software-renderer.js';

/** The part of WebGPU that this file uses; TypeScript's DOM library does not declare it yet. */
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

/** Limits requested at the adapter's maximum, because they bound tensors and workgroups. */
const LIMIT_NAMES = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;
type LimitName = (typeof LIMIT_NAMES)[number];

/**
 * A GPU through WebGPU: navigator.gpu in browsers, Dawn (the npm package 'webgpu') in Node. Refuses a software adapter unless
 * `acceptSoftware` is set: the other CPU engines are faster.
 */
export async function startWebgpu({ acceptSoftware }: EngineOptions): Promise<EngineStart> {
  const releaseDawn = env().getBool('IS_NODE') ? await startDawn() : () => {};
  try {
    const { gpu } = navigator as { gpu?: Gpu };
    if (gpu === undefined) {
      throw new EngineRefusal('this browser has no WebGPU');
    }
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) {
      throw new EngineRefusal('no WebGPU adapter: no GPU, or no driver for it');
    }
    const label = labelOf(adapter);
    const isSoftware = adapter.info.isFallbackAdapter || isSoftwareRenderer(label);
    if (isSoftware && !acceptSoftware) {
      throw new EngineRefusal(`the only WebGPU adapter computes on the CPU (${label})`);
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

/** Makes a device the current backend and computes once, because some devices are lost as soon as they receive work. */
async function startDevice(adapter: Adapter): Promise<Device> {
  // Imported now, because it registers itself only if navigator.gpu exists.
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
      throw new EngineRefusal(`the WebGPU device was lost at once (${oneLine(message || reason)})`);
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

/** tfjs-backend-webgpu uses the types of @webgpu/types; the interfaces above declare the part used here. */
type BackendArguments = ConstructorParameters<typeof WebGPUBackend>;

async function requestDevice(adapter: Adapter): Promise<Device> {
  const requiredFeatures = ['timestamp-query', 'bgra8unorm-storage'].filter((name) =>
    adapter.features.has(name),
  );
  try {
    return await adapter.requestDevice({ requiredFeatures, requiredLimits: limitsOf(adapter) });
  } catch (error) {
    throw new EngineRefusal(`the WebGPU adapter provides no device (${oneLine(String(error))})`);
  }
}

async function computesOnce(): Promise<void> {
  const x = tensor1d(Float32Array.from({ length: 4096 }, (_, i) => i % 8));
  const y = square(x);
  const [, , , nine] = await y.data();
  x.dispose();
  y.dispose();
  if (nine !== 9) {
    throw new EngineRefusal(`the WebGPU device computes 3 * 3 as ${nine}`);
  }
}

function labelOf({ info: { vendor, architecture, device, description } }: Adapter): string {
  return [description || device || vendor, architecture].filter(Boolean).join(', ');
}

function limitsOf({ limits }: Adapter): Readonly<Record<LimitName, number>> {
  return Object.fromEntries(LIMIT_NAMES.map((name) => [name, limits[name]])) as Record<LimitName, number>;
}

/** On Linux, Dawn needs the Vulkan loader, and without it writes a warning to the terminal that no caller can catch. */
function requireVulkan(): void {
  if (process.platform !== 'linux') {
    return;
  }
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
  } catch (error) {
    // The loader is no module of Node: that error means that it was found.
    if (/cannot open shared object/.test(String(error))) {
      throw new EngineRefusal('no Vulkan: libvulkan.so.1 is not installed');
    }
  }
}

function oneLine(text: string): string {
  return text.trim().split('\n', 1)[0] as string;
}

/** Adds Dawn's WebGPU to the global objects; the returned function removes it, so that Dawn can be freed. */
async function startDawn(): Promise<() => void> {
  requireVulkan();
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
