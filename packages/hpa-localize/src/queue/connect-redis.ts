import type { Redis } from 'ioredis';
import { loadBullmq } from './load-bullmq.js';
import type { QueueAddress } from './queue-address.js';

const CONNECT_MS = 5000;
/** Once connected, it connects again as often as it must, with waits up to this. */
const LONGEST_WAIT_MS = 5000;

/**
 * Connects to the Redis of a queue, and asks it for an answer.
 *
 * @throws Error naming host and port, but not the password, if none answers there.
 */
export async function connectRedis({ url, shown, host, port }: QueueAddress): Promise<Redis> {
  const { Redis: Client } = await loadBullmq();
  let connected = false;
  let reason = '';
  const client = new Client(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // BullMQ wants commands to wait for a lost connection.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => (connected ? Math.min(100 * attempt, LONGEST_WAIT_MS) : null),
  });
  client.on('error', (error: Error) => {
    reason = error.message;
  });
  try {
    await client.connect();
    await client.ping();
    connected = true;
    return client;
  } catch (error) {
    client.disconnect();
    const why = reason === '' ? (error as Error).message : reason;
    throw new Error(`--queue ${shown}: no Redis answers at ${host}:${port}: ${why}`, { cause: error });
  }
}

/** Requires that the Redis of a queue can be reached, before anything else is begun. */
export async function requireReachable(address: QueueAddress): Promise<void> {
  const client = await connectRedis(address);
  client.disconnect();
}
