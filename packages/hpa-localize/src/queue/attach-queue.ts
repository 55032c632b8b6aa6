import type { JobQueue } from './job-queue.js';
import { openQueue } from './open-queue.js';
import { runIdOf } from './run-id.js';

/** A queue that does the work of a run or search. */
export interface AttachedQueue {
  readonly queue: JobQueue;
  /** The name of the run in the queue. */
  readonly run: string;
}

/**
 * Opens the queue that does the work of the run or search in a folder, gives the folder a name in it, and says how many workers there
 * are.
 *
 * @throws Error naming host and port if no Redis answers.
 */
export async function attachQueue(
  url: string,
  { folder, say }: { readonly folder: string; readonly say: (line: string) => void },
): Promise<AttachedQueue> {
  const queue = await openQueue(url, { say });
  try {
    return { queue, run: await runIdOf(folder) };
  } catch (error) {
    await queue.close();
    throw error;
  }
}
