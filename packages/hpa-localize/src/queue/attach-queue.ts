import { formatQuantity } from '../report/words/format.js';
import { parseQueueAddress } from './queue-address.js';
import { runIdOf } from './run-id.js';
import { openTrainingQueue, type TrainingQueue } from './training-queue.js';

/** A queue that does the work of a run or search. */
export interface AttachedQueue {
  readonly queue: TrainingQueue;
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
  const address = parseQueueAddress(url);
  const queue = await openTrainingQueue(address);
  try {
    const run = await runIdOf(folder);
    const workers = await queue.countWorkers();
    say(
      workers === 0
        ? `queue: no worker yet; to start one: hpa-localize worker --queue ${address.shown}`
        : `queue: ${formatQuantity(workers, 'worker')} at ${address.shown}`,
    );
    return { queue, run };
  } catch (error) {
    await queue.close();
    throw error;
  }
}
