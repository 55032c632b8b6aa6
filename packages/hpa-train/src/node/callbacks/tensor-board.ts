import { appendFile, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Callback } from '../../callbacks/callback.js';
import { requireCount } from '../../require-number.js';
import { requireOptions } from '../../require-options.js';
import { explainWriteError } from '../explain-write-error.js';
import { makeFolder } from '../make-folder.js';
import { requirePath } from '../require-path.js';
import { restartRecord, scalarRecord, versionRecord } from './event-file.js';

/**
 * A callback that writes the scalars of a run to an event file of a folder, for `tensorboard --logdir FOLDER`.
 *
 * Steps count updates. After every epoch: `training/loss`, `training/accuracy`, `validation/<metric>`, `learning rate` and
 * `images per second`; after every `everySteps` updates: `step/loss`. A run that is resumed writes a file of its own that
 * voids what the earlier files have of later steps.
 *
 * @throws TypeError if an option is unknown; RangeError if `everySteps` is no positive integer; in a run, Error naming the file if the
 * file system refuses it.
 *
 * @example
 * import { mkdtemp, readdir } from 'node:fs/promises';
 * import { fileCallbacks } from '@hpa/train/node';
 * const folder = await mkdtemp('/tmp/events-');
 * await fileCallbacks.tensorBoard(folder).onStart({ resumedAt: null });
 * (await readdir(folder))[0].slice(0, 21); // "events.out.tfevents.1"
 */
export function tensorBoard(
  folder: string,
  options: {
    /** Updates between two losses of single batches; 10 by default. */
    readonly everySteps?: number;
  } = {},
): Callback {
  requirePath(folder, { name: 'folder' });
  const { everySteps = 10 } = requireOptions(options, { of: 'tensorBoard', known: { everySteps: true } });
  requireCount(everySteps, { name: 'everySteps' });
  let path = '';
  const write = async (record: Uint8Array): Promise<void> => {
    await appendFile(path, record).catch((cause) => {
      throw explainWriteError(path, cause);
    });
  };
  return {
    name: 'tensorBoard',
    async onStart({ resumedAt }) {
      await makeFolder(folder);
      path = join(folder, await newName(folder));
      await write(versionRecord(now()));
      if (resumedAt !== null) {
        await write(restartRecord({ wallTime: now(), step: resumedAt + 1 }));
      }
    },
    async onStep({ step, batchLoss }) {
      if (step % everySteps === 0) {
        await write(scalarRecord({ wallTime: now(), step, scalars: { 'step/loss': batchLoss } }));
      }
    },
    async onEpoch({ loss, accuracy, validation, learningRate, imagesPerSecond }, { step }) {
      const validated = Object.entries(validation ?? {});
      const scalars = {
        'training/loss': loss,
        'training/accuracy': accuracy,
        ...Object.fromEntries(validated.map(([metric, value]) => [`validation/${metric}`, value])),
        'learning rate': learningRate,
        'images per second': imagesPerSecond,
      };
      await write(scalarRecord({ wallTime: now(), step, scalars }));
    },
  };
}

const now = (): number => Date.now() / 1000;

/**
 * The name of a file that TensorBoard reads after all that are there: by their names, whose first part is the time in seconds.
 */
async function newName(folder: string): Promise<string> {
  const times = (await readdir(folder)).flatMap((name) => {
    const [, seconds] = /^events\.out\.tfevents\.(\d{10})\./.exec(name) ?? [];
    return seconds === undefined ? [] : [Number(seconds)];
  });
  const seconds = Math.max(Math.floor(now()), ...times.map((time) => time + 1));
  return `events.out.tfevents.${seconds}.${hostname()}`;
}
