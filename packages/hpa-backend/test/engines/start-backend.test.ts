import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getBackend, grad, square, tensor1d } from '@tensorflow/tfjs-core';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES, EngineUnavailable, startBackend } from '../../src/index.js';

describe('startBackend', () => {
  it('auto starts the fastest engine that it can, and says why it passed the others over', async () => {
    const backend = await startBackend('auto');
    expect(getBackend()).toBe(backend.name);
    expect(backend.passedOver.map(({ name }) => name)).toEqual(
      BACKEND_NAMES.slice(0, BACKEND_NAMES.indexOf(backend.name)),
    );
    for (const { reason } of backend.passedOver) {
      expect(reason).toMatch(/^\S.{10,}$/);
    }
    expect(backend.device).not.toBe('');
    expect(backend.version).toMatch(/^\d+\.\d+/);
    backend.dispose();
  });

  it.each(['wasm', 'cpu'] as const)(
    '%s starts by name, and again after dispose(), with gradients registered',
    async (name) => {
      for (let i = 0; i < 2; i++) {
        const backend = await startBackend(name);
        expect(backend).toMatchObject({ name, passedOver: [] });
        expect([...grad(square)(tensor1d([3])).dataSync()]).toEqual([6]);
        backend.dispose();
      }
    },
  );

  it('auto prefers GPU engines, then wasm, and takes TensorFlow on the CPU only after wasm', async () => {
    const backend = await startBackend('auto', { threads: 1 });
    // Software graphics drivers may be present; auto must not have started one.
    expect(backend.device).not.toMatch(/swiftshader|llvmpipe|lavapipe/i);
    expect(`${backend.name} ${backend.device}`).not.toMatch(/^tensorflow CPU/);
    expect(backend.name).not.toBe('cpu');
    backend.dispose();
  });

  it('auto starts nothing on the CPU if only a GPU will do, and says so', async () => {
    const started = await startBackend('auto', { gpuOnly: true }).catch((reason: unknown) => reason);
    if (started instanceof EngineUnavailable) {
      expect(started.reason).toMatch(/^tensorflow: .+; webgpu: .+; webgl: /);
      expect(started.reason).not.toMatch(/wasm|cpu/);
    } else {
      expect(started).toMatchObject({ name: expect.stringMatching(/^(tensorflow|webgpu)$/) });
    }
  });

  it('wasm runs on the number of threads asked for, and reports it', async () => {
    const backend = await startBackend('wasm', { threads: 2 });
    expect(backend).toMatchObject({
      threads: 2,
      device: expect.stringMatching(/^WebAssembly SIMD .*on CPU, 2 threads$/),
    });
    backend.dispose();
  });

  it('says which engine is unavailable and why, by an error that can be told from others', async () => {
    const error = await startBackend('webgl').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineUnavailable);
    expect(error).toMatchObject({
      name: 'EngineUnavailable',
      engine: 'webgl',
      reason: 'webgl: WebGL runs in browsers only',
      message: 'backend webgl cannot start here: webgl: WebGL runs in browsers only',
    });
  });

  it('refuses an unknown engine', async () => {
    await expect(startBackend('abacus' as 'cpu')).rejects.toThrow(
      'backend must be auto, tensorflow, webgpu, webgl, wasm, cpu; received abacus',
    );
  });

  it.each([0, 1.5, Number.NaN])('refuses %d threads', async (threads) => {
    await expect(startBackend('wasm', { threads })).rejects.toThrow(
      `threads must be an integer of at least 1; received ${threads}`,
    );
  });

  it('lets a process end by itself while threads wait, and leaves its error handling alone', () => {
    const script = `
      const { startBackend } = await import('${new URL('../../dist/index.js', import.meta.url)}');
      const before = ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
      await startBackend('wasm', { threads: 3 });
      const after = ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
      console.log(JSON.stringify({ before, after, worker: typeof Worker }));
    `;
    const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const { before, after, worker } = JSON.parse(out) as Record<string, unknown>;
    expect(after).toEqual(before);
    expect(worker).toBe('undefined');
  });

  it('does what its README says', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(example.split('\n').length).toBeLessThanOrEqual(16);
    const script = ts.transpile(example, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext });
    const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: fileURLToPath(new URL('../../../../examples', import.meta.url)),
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(out).toContain('[ 1, 8, 8, 4 ] [ 3, 3, 4, 8 ]');
    expect(out).toMatch(/^(tensorflow|webgpu|webgl|wasm|cpu) on /);
  });
});
