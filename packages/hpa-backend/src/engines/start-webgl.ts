import {
  backend,
  env,
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
  version_core,
} from '@tensorflow/tfjs-core';
import { registerWebglKernels } from '../webgl/register-webgl-kernels.js';
import type { WebglBackend } from '../webgl/webgl-backend.js';
import { type EngineOptions, EngineRefusal, type EngineStart } from './engine.js';
import { isSoftwareRenderer } from './is-software-renderer.js';

/**
 * A GPU through WebGL, for browsers without WebGPU. Refuses a software renderer unless `acceptSoftware` is set, and always
 * refuses a renderer that cannot write 32-bit floats, because gradients need their range.
 */
export async function startWebgl({ acceptSoftware }: EngineOptions): Promise<EngineStart> {
  // '@tensorflow/tfjs' registers this backend, in browsers only.
  const factory = findBackendFactory('webgl');
  if (factory === null) {
    throw new EngineRefusal('WebGL runs in browsers only');
  }
  if (!(await setBackend('webgl'))) {
    throw new EngineRefusal('this browser provides no WebGL context');
  }
  const { gl } = (backend() as unknown as WebglBackend).gpgpu;
  const device = rendererOf(gl);
  const dispose = () => {
    removeBackend('webgl');
    // Registered again, so that it can start again.
    registerBackend('webgl', factory, 2);
  };
  const refusal = !env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')
    ? `this WebGL cannot write 32-bit floats (${device})`
    : isSoftwareRenderer(device) && !acceptSoftware
      ? `WebGL computes on the CPU (${device})`
      : undefined;
  if (refusal !== undefined) {
    dispose();
    throw new EngineRefusal(refusal);
  }
  registerWebglKernels();
  return {
    device,
    threads: 1,
    version: version_core,
    limits: { maxTextureSize: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number },
    dispose,
  };
}

function rendererOf(gl: WebGLRenderingContext): string {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
}
