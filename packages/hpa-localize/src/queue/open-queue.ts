import { formatQuantity } from '../report/words/format.js';
import { type JobQueue, openJobQueue } from './job-queue.js';
import { parseQueueAddress } from './queue-address.js';

/**
 * Opens a queue to send jobs, and says how many workers there are.
 *
 * @throws Error naming host and port if no Redis answers.
 */
export async function openQueue(
  url: string,
  { say }: { readonly say: (line: string) => void },
): Promise<JobQueue> {
  const address = parseQueueAddress(url);
  const queue = await openJobQueue(address);
  try {
    const workers = await queue.countWorkers();
    say(
      workers === 0
        ? `queue: no worker yet; to start one: hpa-localize worker --queue ${address.shown}`
        : `queue: ${formatQuantity(workers, 'worker')} at ${address.shown}`,
    );
    return queue;
  } catch (error) {
    await queue.close();
    throw error;
  }
}
