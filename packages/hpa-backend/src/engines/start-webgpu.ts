import { env, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { type EngineStart, EngineUnavailable } from '../engine.js';
import { importOptional } from './import-optional.js';

/** What is used of WebGPU; TypeScript's DOM library does not have it yet. */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: string }): Promise<Adapter | null>;
}
interface Adapter {
  readonly info: Readonly<Record<'vendor' | 'architecture' | 'device' | 'description', string>>;
  readonly isFallbackAdapter?: boolean;
}

/**
 * A GPU through WebGPU: navigator.gpu in browsers, Dawn (the npm package 'webgpu') in Node. An adapter that
 * computes on the CPU is passed over: every CPU engine here is faster.
 */
export async function startWebgpu(): Promise<EngineStart> {
  const releaseDawn = env().getBool('IS_NODE') ? await startDawn() : () => {};
  try {
    const { gpu } = navigator as { gpu?: Gpu };
    if (gpu === undefined) throw new EngineUnavailable('this browser has no WebGPU');
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new EngineUnavailable('no WebGPU adapter: no GPU, or no driver for it');
    const { vendor, architecture, device, description } = adapter.info;
    const label = [description || device || vendor, architecture].filter(Boolean).join(', ');
    if (adapter.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(`${label} ${vendor}`)) {
      throw new EngineUnavailable(`the only WebGPU adapter computes on the CPU (${label})`);
    }
    const { version_webgpu } = await importOptional<{ version_webgpu: string }>(
      '@tensorflow/tfjs-backend-webgpu',
    );
    if (!(await setBackend('webgpu'))) throw new EngineUnavailable('tfjs-backend-webgpu did not initialize');
    return {
      device: label,
      threads: 1,
      version: version_webgpu,
      dispose: () => {
        removeBackend('webgpu');
        releaseDawn();
      },
    };
  } catch (error) {
    releaseDawn();
    throw error;
  }
}

/** Puts Dawn's WebGPU on the global objects; the returned function takes it off, or the process never exits. */
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
    if (before === undefined) Reflect.deleteProperty(globalThis, 'navigator');
    else Object.defineProperty(globalThis, 'navigator', before);
  };
}
