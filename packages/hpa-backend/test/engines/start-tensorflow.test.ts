import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRemedy } from '../../src/engines/load-remedy.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true });
  }
});

interface Outcome {
  readonly reason?: string;
  /** The engine that 'auto' starts afterwards, and what it passed over. */
  readonly fallback: string;
  readonly passedOver: readonly string[];
  readonly kernelsLeft: number;
  readonly isNullOrUndefined: string;
  readonly threadsLeft?: string;
}

/**
 * Calls startBackend() in a separate process, in an installation whose tfjs-node has the given main file. The built package and
 * links to the repository's TensorFlow.js are where npm would put them.
 */
function startWith(main: string, { packageName = '@tensorflow/tfjs-node', binary = '' } = {}): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'hpa-backend-'));
  folders.push(folder);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@hpa'), { recursive: true });
  cpSync(fileURLToPath(new URL('../..', import.meta.url)), join(modules, '@hpa/backend'), {
    recursive: true,
    filter: (path) => !/\/(node_modules|test|src)$/.test(path),
  });
  const installed = fileURLToPath(new URL('../../../../node_modules/@tensorflow', import.meta.url));
  mkdirSync(join(modules, '@tensorflow'));
  for (const name of readdirSync(installed).filter((entry) => !entry.startsWith('tfjs-node'))) {
    symlinkSync(join(installed, name), join(modules, '@tensorflow', name));
  }
  const broken = join(modules, packageName);
  mkdirSync(broken);
  writeFileSync(join(broken, 'package.json'), JSON.stringify({ name: packageName, main: 'index.js' }));
  writeFileSync(join(broken, 'index.js'), main);
  writeFileSync(join(broken, 'tfjs_binding.node'), binary);
  const script = `
    const { startBackend } = await import('@hpa/backend');
    const { getKernelsForBackend } = await import('@tensorflow/tfjs-core');
    const { default: util } = await import('node:util');
    const before = typeof util.isNullOrUndefined;
    const reason = await startBackend('tensorflow').then(() => undefined, (error) => error.message);
    const fallback = await startBackend('auto', { threads: 1 });
    console.log(JSON.stringify({
      reason, fallback: fallback.name,
      passedOver: fallback.passedOver.map(({ name, reason }) => name + ': ' + reason),
      kernelsLeft: getKernelsForBackend('tensorflow').length,
      isNullOrUndefined: before === typeof util.isNullOrUndefined ? 'as before' : 'changed',
      threadsLeft: process.env.TF_NUM_INTRAOP_THREADS,
    }));
    fallback.dispose();`;
  writeFileSync(join(folder, 'start.mjs'), script);
  const out = execFileSync(process.execPath, ['start.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return JSON.parse(out.trim().split('\n').at(-1) as string) as Outcome;
}

// What tfjs-node 4.22.0 throws if installed with --ignore-scripts.
const MISSING_BINARY =
  'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x/lib/napi-v8/tfjs_binding.node. ' +
  "\nPlease run command 'npm rebuild @tensorflow/tfjs-node --build-addon-from-source' to rebuild.";

describe('native TensorFlow that fails to load', () => {
  it('without its binary: the reason is one line with the remedy, and the next engine starts', () => {
    const outcome = startWith(
      `const tf = require('@tensorflow/tfjs-core');
       tf.registerKernel({ kernelName: 'Abs', backendName: 'tensorflow', kernelFunc() {} });
       throw new Error(${JSON.stringify(MISSING_BINARY)});`,
    );
    expect(outcome.reason).toMatch(
      /^backend tensorflow cannot start here: .*tfjs-node-gpu is not installed; /,
    );
    expect(outcome.reason).toContain(
      'its binary was never installed: run npm rebuild @tensorflow/tfjs-node (',
    );
    expect(outcome.reason).not.toContain('\n');
    expect(outcome).toMatchObject({ kernelsLeft: 0, isNullOrUndefined: 'as before' });
    expect(['webgpu', 'wasm']).toContain(outcome.fallback);
    expect(outcome.threadsLeft).toBe(process.env.TF_NUM_INTRAOP_THREADS);
  });

  it.skipIf(process.platform !== 'linux')(
    'with a damaged binary: the reason says what the loader found',
    () => {
      const { reason } = startWith("require('./tfjs_binding.node')", {
        packageName: '@tensorflow/tfjs-node-gpu',
        binary: 'not a library, however long one reads on in it; this is far more than an ELF header takes',
      });
      expect(reason).toMatch(/tfjs_binding\.node: invalid ELF header: the binary is damaged/);
      expect(reason).toContain('npm rebuild @tensorflow/tfjs-node-gpu');
    },
  );

  it('because one of its own packages is missing: the reason does not say that it is not installed', () => {
    const { reason } = startWith("require('a-package-that-nobody-has')");
    expect(reason).toContain(
      "@tensorflow/tfjs-node does not load: Cannot find module 'a-package-that-nobody-has'",
    );
  });
});

describe('native TensorFlow without a GPU', () => {
  it('starts by name, but auto prefers wasm, which trains faster on the CPU', () => {
    const outcome = startWith(
      `const tf = require('@tensorflow/tfjs-core');
       class Backend extends tf.KernelBackend {
         isUsingGpuDevice = false;
         binding = { TF_Version: '0.0' };
         dispose() {}
       }
       tf.registerBackend('tensorflow', () => new Backend());
       exports.version = { 'tfjs-node': '4.22.0' };`,
    );
    expect(outcome.reason).toBeUndefined();
    expect(['webgpu', 'wasm']).toContain(outcome.fallback);
    expect(outcome.passedOver).toContain('tensorflow: libtensorflow lists no GPU');
  });
});

describe('loadRemedy', () => {
  // As thrown by broken installations on Linux; the last two are those of macOS and Windows.
  it.each([
    [
      'libcudart.so.11.0: cannot open shared object file: No such file or directory',
      /CUDA 11\.2 and cuDNN 8\.1/,
    ],
    [
      'libtensorflow_cc.so.2: cannot open shared object file: No such file or directory',
      /^libtensorflow is missing/,
    ],
    [
      "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.99' not found (required by /x/tfjs_binding.node)",
      /older than the binary/,
    ],
    ['/x/lib/napi-v8/tfjs_binding.node: file too short', /damaged/],
    [
      '/x/lib/napi-v8/tfjs_binding.node: cannot open shared object file: No such file or directory',
      /for another processor/,
    ],
    ['dlopen(/x/tfjs_binding.node, 0x0001): Library not loaded: @rpath/libtensorflow.2.dylib', /is missing/],
    ['\\\\?\\C:\\x\\tfjs_binding.node is not a valid Win32 application.', /another platform/],
  ])('suggests a remedy for: %s', (message, remedy) => {
    expect(loadRemedy({ packageName: '@tensorflow/tfjs-node', message })).toMatch(remedy);
  });

  it('suggests nothing for an unknown message', () => {
    expect(loadRemedy({ packageName: '@tensorflow/tfjs-node', message: 'out of cheese' })).toBe('');
  });
});
