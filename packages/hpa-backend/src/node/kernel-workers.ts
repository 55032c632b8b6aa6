import type { MessagePort, Worker } from 'node:worker_threads';
import type { StartKernelWorkers } from '../wasm/threads/create-kernel-pool.js';

/**
 * Starts Node worker threads for the kernel pool. They do not keep the process alive.
 *
 * @param script What they run.
 * @throws Error naming the thread if one ends before it is ready.
 */
export async function startKernelWorkers(
  { onEnd, ...shared }: Parameters<StartKernelWorkers>[0],
  script: string | URL = kernelWorker(),
): ReturnType<StartKernelWorkers> {
  // Not imported, so that no bundler follows it.
  const threads = process.getBuiltinModule('node:worker_threads');
  const team: { readonly worker: Worker; readonly port: MessagePort }[] = [];
  const terminate = (): void => {
    for (const { worker, port } of team) {
      worker.removeAllListeners('exit');
      port.close();
      void worker.terminate();
    }
  };
  try {
    for (let thread = 1; thread < shared.threads; thread++) {
      const { port1, port2 } = new threads.MessageChannel();
      const worker = new threads.Worker(script, {
        workerData: { ...shared, thread, port: port2 },
        transferList: [port2],
        execArgv: [],
      });
      team.push({ worker, port: port1 });
    }
    await Promise.all(
      team.map(
        ({ worker }, index) =>
          new Promise<void>((resolve, reject) => {
            const fail = (reason: string, cause?: unknown): void => {
              const name = `kernel thread ${index + 1} of ${shared.threads}`;
              reject(new Error(`${name} ended before it was ready: ${reason}`, { cause }));
              onEnd(index + 1, reason);
            };
            worker.on('error', (error) => fail(error.message, error));
            worker.on('exit', (code) => fail(`it exited with code ${code}`));
            worker.once('message', () => resolve());
          }),
      ),
    );
  } catch (error) {
    terminate();
    throw error;
  }
  for (const { worker } of team) {
    worker.unref();
  }
  return {
    // The event `exit` does not come while the calling thread is blocked. But a thread that ends closes its port, and posting to
    // a closed port returns false, which Node's types do not say.
    hasEnded: (thread) => (team[thread - 1]!.port.postMessage(null) as unknown) === false,
    terminate,
  };
}

/** The script is found by the name of this package, because a program that a bundler made for a server is elsewhere. */
function kernelWorker(): string {
  const { dirname, join } = process.getBuiltinModule('node:path');
  const load = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  return join(dirname(load.resolve('@hpa/backend/package.json')), 'workers', 'kernel-worker.mjs');
}
