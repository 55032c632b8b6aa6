import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const DIST = new URL('../../../dist/', import.meta.url).href;
const CORE = import.meta.resolve('@tensorflow/tfjs-core');

/** Runs a module in another process, which is killed if it hangs, and returns what it prints as JSON. */
function inProcess(script: string): unknown {
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: 90_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(out.trim().split('\n').at(-1)!);
}

/** Remembers the threads that are started, and says what a call throws. */
const COMMON = `
  import workers from 'node:worker_threads';
  import { syncBuiltinESMExports } from 'node:module';
  const started = [];
  workers.Worker = class extends workers.Worker {
    constructor(...args) {
      super(...args);
      started.push(this);
    }
  };
  syncBuiltinESMExports();
  const outcome = (run) => {
    try {
      return String(run());
    } catch (error) {
      return \`\${error.name}: \${error.message}\`;
    }
  };
  const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
`;

const RESTART =
  "EngineUnavailable: the wasm engine must be restarted by dispose() and startBackend('wasm'): ";

describe('a kernel thread that is terminated', { timeout: 120_000 }, () => {
  const results = inProcess(`${COMMON}
    const { startBackend } = await import('${DIST}index.js');
    const { conv2d, memory, ones, square, tensor1d } = await import('${CORE}');
    const { createSharedMemoryBackend } = await import('${DIST}node/shared-memory-wasm.js');
    const { createKernelPool } = await import('${DIST}wasm/threads/create-kernel-pool.js');
    const { startKernelWorkers } = await import('${DIST}node/kernel-workers.js');
    const shared = () => new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
    const results = {};

    // In a kernel of several hundred milliseconds: the calling thread waits for the rest of it.
    const { memory: heap } = await createSharedMemoryBackend();
    heap.grow(2000);
    const pool = await createKernelPool(heap, { threads: 3, start: startKernelWorkers });
    pool.run('matMulSmall', { a: 4e7, b: 5e7, c: 6e7, m: 1400, n: 1400, k: 1400 }, { units: 1400 });
    sleep(30);
    started[1].terminate();
    results.working = outcome(() => pool.finish());
    results.workingLater = outcome(() => pool.run('relu', { x: 0, out: 64 }, { units: 4 }));
    pool.dispose();

    // While it waits for a kernel, and nobody returns to the event loop.
    const idle = await createKernelPool(shared(), { threads: 2, start: startKernelWorkers });
    idle.run('relu', { x: 0, out: 64 }, { units: 4 });
    idle.finish();
    started.at(-1).terminate();
    results.waiting = outcome(() => {
      for (;;) {
        idle.run('relu', { x: 0, out: 64 }, { units: 4 });
        idle.finish();
      }
    });
    idle.dispose();

    // In the engine, between two steps.
    let threads = started.length;
    const engine = await startBackend('wasm', { threads: 2 });
    if (engine.threads === 2) {
      const x = ones([2, 8, 8, 4]);
      const step = () => conv2d(x, ones([3, 3, 4, 8]), 1, 'same').dataSync()[0];
      results.step = outcome(step);
      await started[threads].terminate();
      results.engine = [outcome(step), outcome(() => tensor1d([1])), outcome(() => x.dataSync())];
      x.dispose();
      engine.dispose();
      results.disposed = outcome(() => x.isDisposed);
    }
    const again = await startBackend('wasm', { threads: 2 });
    results.restarted = [...square(tensor1d([3])).dataSync()];
    again.dispose();
    results.threads = engine.threads;
    console.log(JSON.stringify(results));
    process.exit();
  `) as {
    readonly working: string;
    readonly workingLater: string;
    readonly waiting: string;
    readonly threads: number;
    readonly step?: string;
    readonly engine?: readonly string[];
    readonly disposed?: string;
    readonly restarted: readonly number[];
  };

  it('ends the call that waits for its part, and names the kernel', () => {
    expect(results.working).toBe(
      `${RESTART}thread 2 of 3 ended in kernel matMulSmall: it was terminated, called process.exit or ran out of memory`,
    );
  });

  it('ends every later call with the same error', () => {
    expect(results.workingLater).toBe(results.working);
  });

  it('is missed though nothing waits for it, and though no event is handled', () => {
    expect(results.waiting).toBe(
      `${RESTART}thread 1 of 2 ended after kernel relu was called: it was terminated, called process.exit or ran out of memory`,
    );
  });

  it('makes an engine refuse kernels, new tensors and reads, but not dispose()', ({ skip }) => {
    skip(results.threads === 1, 'on one processor the engine has one thread');
    expect(results.step).toBe('16');
    expect(results.engine).toHaveLength(3);
    for (const error of results.engine!) {
      expect(error).toBe(
        `${RESTART}thread 1 of 2 ended after kernel conv2d was called: it exited with code 1`,
      );
    }
    expect(results.disposed).toBe('true');
  });

  it('leaves nothing behind that keeps the engine from starting again', () => {
    expect(results.restarted).toEqual([9]);
  });
});

describe('a kernel', { timeout: 120_000 }, () => {
  const results = inProcess(`${COMMON}
    const { createKernelPool } = await import('${DIST}wasm/threads/create-kernel-pool.js');
    const { startKernelWorkers } = await import('${DIST}node/kernel-workers.js');
    const ending = new URL('${new URL('../../support/ending-kernel-worker.mjs', import.meta.url).href}');
    const shared = () => new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
    const start = (options) => startKernelWorkers(options, ending);
    const outside = { x: 2 ** 31, out: 64 };
    const results = {};

    // The other thread runs it while the calling thread sleeps.
    let pool = await createKernelPool(shared(), { threads: 2, start: startKernelWorkers });
    pool.run('relu', outside, { units: 1 });
    sleep(300);
    results.other = [outcome(() => pool.finish()), outcome(() => pool.run('selu', { x: 0, out: 64 }))];
    pool.dispose();

    pool = await createKernelPool(new WebAssembly.Memory({ initial: 16 }));
    results.calling = [outcome(() => pool.run('relu', outside, { units: 1 })), outcome(() => pool.finish())];
    pool.dispose();

    pool = await createKernelPool(shared(), { threads: 2, start });
    pool.run('selu', { x: 0, out: 64 }, { units: 1 });
    sleep(300);
    results.exit = outcome(() => pool.finish());
    pool.dispose();

    pool = await createKernelPool(shared(), { threads: 2, start });
    pool.run('relu6', { x: 0, out: 64 }, { units: 1 });
    sleep(100);
    results.slow = outcome(() => pool.finish());
    pool.dispose();
    console.log(JSON.stringify(results));
    process.exit();
  `) as {
    readonly other: readonly string[];
    readonly calling: readonly string[];
    readonly exit: string;
    readonly slow: string;
  };

  it('that traps on another thread ends the call, and all later ones, with an error that names it', () => {
    const message = `${RESTART}kernel relu failed on thread 1 of 2: memory access out of bounds`;
    expect(results.other).toEqual([message, message]);
  });

  it('that traps on the calling thread does so too', () => {
    const message = `${RESTART}kernel relu failed on thread 0 of 1: memory access out of bounds`;
    expect(results.calling).toEqual([message, message]);
  });

  it('that ends its thread by process.exit does so too', () => {
    expect(results.exit).toMatch(`${RESTART}thread 1 of 2 ended in kernel selu: `);
  });

  it('that takes long is not taken for a thread that has ended', () => {
    expect(results.slow).toBe('undefined');
  });
});
