/**
 * Loads BullMQ and its client of Redis, which nobody needs who trains on one machine.
 *
 * @throws Error if they are not there; the message says what to install.
 */
export async function loadBullmq() {
  try {
    const [{ Queue, Worker, Job, WaitingError }, { Redis }] = await Promise.all([
      import('bullmq'),
      import('ioredis'),
    ]);
    return { Queue, Worker, Job, WaitingError, Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    throw new Error('--queue needs BullMQ, which is not installed: npm install bullmq@6 ioredis@5', {
      cause: error,
    });
  }
}
