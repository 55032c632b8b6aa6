// Runs in a browser, on the page itself or in a worker of it: computes on wasm with one thread and with several, ends threads, and posts
// what came to its server.
import { conv2d, memory, ones, square, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { startKernelWorkers } from '../../src/browser/kernel-workers.js';
import { startBackend } from '../../src/index.js';
import { createKernelPool } from '../../src/wasm/threads/create-kernel-pool.js';
import { onBackend } from '../support/on-backend.js';
import { parallelKernels } from '../support/parallel-kernels.js';

/** What the page posts, as JSON. */
export type ThreadsReport = Awaited<ReturnType<typeof run>> | { readonly refused: string };

/**
 * Owns a worker and can terminate it while its page handles no events. Chromium ends a busy worker two seconds after `terminate()`, if the
 * thread that called it then handles events. The kernel `selu` of the worker never ends.
 */
const OWNER = URL.createObjectURL(
  new Blob([
    `const endless = \`
      const { Instance } = WebAssembly;
      const selu = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      WebAssembly.Instance = function (...args) {
        return { exports: { ...new Instance(...args).exports, selu } };
      };
    \`;
    let worker;
    self.onmessage = ({ data }) => {
      if (data.script !== undefined) {
        worker = new Worker(URL.createObjectURL(new Blob([endless, 'importScripts("', data.script, '")'])));
        worker.onmessage = (event) => self.postMessage(event.data);
      } else if (data.task !== undefined) {
        worker.postMessage(data.task);
      } else {
        worker.terminate();
      }
    };`,
  ]),
);

const OwnWorker = globalThis.Worker;

/** A worker of an {@link OWNER}. */
class OwnedWorker extends OwnWorker {
  constructor(script: string | URL) {
    super(OWNER);
    super.postMessage({ script: String(script) });
    started.push(this);
  }
  override postMessage(task: unknown): void {
    super.postMessage({ task });
  }
  override terminate(): void {
    super.postMessage({});
  }
}

/** For another thread to begin a kernel, on a busy machine too. */
const LONG_ENOUGH_MS = 3000;

/** Owned workers in the order of their start: kernel threads and, last, their watcher. */
const started: Worker[] = [];

async function run() {
  const computed = [];
  for (const threads of [1, 2, 3]) {
    const engine = await startBackend('wasm', { threads });
    const before = memory().numTensors;
    const results = await onBackend('wasm', parallelKernels);
    const digests = await Promise.all(results.map(digestOf));
    computed.push({
      device: engine.device,
      threads: engine.threads,
      digests,
      tensorsLeft: memory().numTensors - before,
    });
    engine.dispose();
  }
  const isDefault = await startBackend('wasm');
  isDefault.dispose();
  return {
    isPage: typeof document !== 'undefined',
    processors: navigator.hardwareConcurrency,
    computed,
    threadsByDefault: isDefault.threads,
    ...(computed[1]!.threads > 1 && { ended: await endThreads() }),
  };
}

/** What calls say whose thread was terminated, or whose kernel traps. */
async function endThreads() {
  const shared = () => new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
  const trapping = await createKernelPool(shared(), { threads: 2, start: startKernelWorkers });
  trapping.run('relu', { x: 2 ** 31, out: 64 }, { units: 1 });
  spin(LONG_ENOUGH_MS); // The other thread runs it.
  const trap = outcome(() => trapping.finish());
  trapping.dispose();

  globalThis.Worker = OwnedWorker;
  const pool = await createKernelPool(shared(), { threads: 3, start: startKernelWorkers });
  const second = started.at(-2)!;
  pool.run('selu', { x: 0, out: 64 }, { units: 3, whole: true });
  spin(LONG_ENOUGH_MS); // The other threads run it.
  second.terminate();
  const working = outcome(() => pool.finish());
  const workingLater = outcome(() => pool.run('relu', { x: 0, out: 64 }, { units: 4 }));
  pool.dispose();

  // In the engine, while nobody returns to the event loop.
  const engine = await startBackend('wasm', { threads: 2 });
  const first = started.at(-2)!;
  const x: Tensor4D = ones([2, 8, 8, 4]);
  const step = () => conv2d(x, ones([3, 3, 4, 8]), 1, 'same').dataSync()[0];
  const before = step();
  first.terminate();
  const begin = performance.now();
  const idle = outcome(() => {
    while (performance.now() - begin < 20_000) {
      step();
    }
  });
  engine.dispose();
  globalThis.Worker = OwnWorker;

  const again = await startBackend('wasm', { threads: 2 });
  const restarted = [...square(tensor1d([3])).dataSync()];
  again.dispose();
  return { trap, working, workingLater, before, idle, restarted };
}

function outcome(run: () => void): string {
  try {
    run();
    return 'nothing was thrown';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** Keeps this thread from handling events. */
function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {}
}

async function digestOf(values: Float32Array): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', values.slice().buffer));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

if (typeof document !== 'undefined' && location.search === '?worker') {
  new Worker('/script.js', { type: 'module' });
} else {
  const report: ThreadsReport = await run().catch((error: Error) => ({ refused: String(error.stack) }));
  await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
}
