import type { Command } from 'commander';
import { Option } from 'commander';
import { parseInteger } from '../command-line/parse-integer.js';
import { say } from '../command-line/say.js';
import { withExamples, withInferenceFlags, withRequiredFlag } from '../command-line/shared-flags.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import { connectRedis } from '../queue/connect-redis.js';
import { parseQueueAddress } from '../queue/queue-address.js';
import type { JobFlags } from './worker/open-job-study.js';
import { openJobs } from './worker/open-jobs.js';
import { takeJobs } from './worker/take-jobs.js';

/** The flags of `worker`. */
interface WorkerFlags extends JobFlags {
  readonly queue: string;
  readonly lostAfter: number;
}

/** Adds the flags and the action of `hpa-localize worker`. */
export function addWorker(command: Command): void {
  command.description(
    'Does the trials of tune --queue, the trainings of compare --queue and the shares of predict --queue, one after the other, on any machine that sees the data. It needs a Redis and the packages bullmq and ioredis; on one machine nobody needs it.',
  );
  withRequiredFlag(command, new Option('--queue <url>', 'the Redis that holds the queue: redis://HOST'))
    .option(
      '--data <path>',
      'where this machine sees the data of the sender (default: where the sender does)',
    )
    .option(
      '--out <folder>',
      'where checkpoints of trials go if this machine does not share the folder of the sender; without it, a dead worker costs nothing but its last minutes',
    )
    .option(
      '--lost-after <seconds>',
      'after so long without a sign of life this worker counts as dead, and its job goes to another',
      parseInteger({ minimum: 2 }),
      60,
    );
  withInferenceFlags(command).action(work);
  withExamples(command, [
    '--queue redis://HOST',
    '--queue redis://:PASSWORD@HOST:6379/1 --data /mnt/cells',
    '--queue redis://HOST --threads 4 --out checkpoints',
  ]);
}

async function work(flags: WorkerFlags, command: Command): Promise<void> {
  const address = parseQueueAddress(flags.queue);
  const connection = await connectRedis(address);
  const interrupt = stopOnInterrupt();
  const { open, close } = openJobs({ flags, command });
  say(`waiting for jobs at ${address.shown}; Ctrl-C ends`);
  try {
    const { lostAfter } = flags;
    const refusal = await takeJobs(connection, { lostAfter, open, signal: interrupt.signal });
    if (refusal !== null) {
      throw refusal;
    }
    process.exitCode = 130;
  } finally {
    interrupt.release();
    await close();
    connection.disconnect();
  }
}
