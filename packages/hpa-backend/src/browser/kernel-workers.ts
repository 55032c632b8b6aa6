import { KERNEL_THREAD } from '../generated/kernel-thread.js';
import type { StartKernelWorkers } from '../wasm/threads/create-kernel-pool.js';
import type { Task } from './kernel-thread.js';

/**
 * Starts web workers for the kernel pool, on a page or in a worker of one, and one more that watches them: an event would come too late,
 * because the calling thread handles none while it waits for a kernel.
 *
 * @throws Error naming the thread if one does not start.
 */
export async function startKernelWorkers({
  onEnd: _,
  ...shared
}: Parameters<StartKernelWorkers>[0]): ReturnType<StartKernelWorkers> {
  const { ring, threads, names } = shared;
  const script = URL.createObjectURL(new Blob([KERNEL_THREAD], { type: 'text/javascript' }));
  const team: Worker[] = [];
  const terminate = (): void => {
    for (const worker of team) {
      worker.terminate();
    }
  };
  const start = (name: string, task: Task): Promise<void> => {
    const worker = new Worker(script, { name });
    team.push(worker);
    return new Promise((resolve, reject) => {
      worker.onmessage = () => resolve();
      worker.onerror = ({ message }) =>
        reject(new Error(`${name} did not start${message ? `: ${message}` : ''}`));
      worker.postMessage(task);
    });
  };
  try {
    const locks = Array.from({ length: threads - 1 }, () => `hpa-kernel-thread-${crypto.randomUUID()}`);
    await Promise.all(
      locks.map((lock, index) =>
        start(`kernel thread ${index + 1} of ${threads}`, {
          ...shared,
          kind: 'jobs',
          thread: index + 1,
          lock,
        }),
      ),
    );
    await start('watcher of kernel threads', { kind: 'watch', ring, threads, names, locks });
  } catch (error) {
    terminate();
    throw error;
  } finally {
    URL.revokeObjectURL(script);
  }
  return { terminate };
}
