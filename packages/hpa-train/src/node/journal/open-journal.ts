import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { requireCount, requirePositive } from '../../require-number.js';
import { requireFunction, requireOptions } from '../../require-options.js';
import type { Claim, Journal } from '../../search/journal.js';
import { requireParameters } from '../../search/space/require-parameters.js';
import type { Mode, Trial } from '../../search/trials/trial.js';
import { makeFolder } from '../make-folder.js';
import type { RunIdentity } from '../run-identity.js';
import { type JournalFile, openJournalFile } from './journal-file.js';
import { FORMAT_NAME, FORMAT_VERSION, type JournalRecord } from './record.js';
import { type Replay, replay } from './replay.js';
import { requireSameSearch } from './require-same-search.js';
import { removeLostFolders, trialFolder } from './trial-folders.js';
import { startWorker, type Worker } from './worker.js';

/**
 * The options of `openJournal`.
 *
 * @inline
 */
export interface JournalOptions {
  /** What else decides the results of the objective, by name, such as a digest of the data: a journal with others is refused. */
  readonly identity?: RunIdentity;
  /** Of how many of the best trials the folders stay; a positive integer. Default: 1. */
  readonly keep?: number;
  /**
   * A process that has shown no sign of life for so long has lost its trials, in seconds, above 0. One that has ended on this host has
   * lost them at once. Default: 300, far longer than any step blocks a process.
   */
  readonly silentAfterSeconds?: number;
  /** Told of each line that a crash has torn, which is dropped. */
  readonly onDamage?: (message: string) => void;
}

/**
 * A journal on disk.
 *
 * @inline
 */
export interface DiskJournal extends Journal {
  readonly folder: string;
  /**
   * How many bytes the folders of trials take at most: those of the best ones that are kept, and of all under way.
   */
  diskBound(options: {
    /** What a trial leaves in its folder at most, such as two checkpoints. */
    readonly bytesPerTrial: number;
    /** How many trials are under way at a time, in all processes together. Default: 1. */
    readonly parallel?: number;
  }): number;
}

/**
 * A journal for `search` in a folder, which is created if absent: `journal.jsonl`, to which every event is appended and flushed, and a folder
 * `trial-<number>` for each trial under way and for the best ones.
 *
 * A search that was killed at any moment resumes by the same call: no trial is run twice, and one that was under way gets its number,
 * parameters, seed and folder again. Several processes on this host, or on hosts that share the file system, run one search if they open the same folder; trials
 * of a process that has died or fallen silent go to the others. The file system must append atomically, as local ones do; NFS does not
 * between hosts.
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range.
 *
 * @example
 * import { search, space, strategies } from '@hpa/train';
 * import { openJournal } from '@hpa/train/node';
 * import { mkdtemp } from 'node:fs/promises';
 * const folder = await mkdtemp('/tmp/search-');
 * const points = { x: space.integer(-5, 5) };
 * let calls = 0;
 * const objective = ({ x }) => x ** 2 + 0 * calls++;
 * const options = { strategy: strategies.random(), seed: 1, mode: 'min' };
 * await search(points, objective, { ...options, trials: 5, journal: openJournal(folder) });
 * await search(points, objective, { ...options, trials: 7, journal: openJournal(folder) });
 * calls; // 7
 */
export function openJournal(folder: string, options: JournalOptions = {}): DiskJournal {
  const {
    identity = {},
    keep = 1,
    silentAfterSeconds = 300,
    onDamage = () => {},
  } = requireOptions(options, {
    of: 'openJournal',
    known: { identity: true, keep: true, silentAfterSeconds: true, onDamage: true },
  });
  requireCount(keep, { name: 'keep' });
  requirePositive(silentAfterSeconds, { name: 'silentAfterSeconds' });
  requireFunction(onDamage, { name: 'onDamage' });

  const claims = new Map<string, AbortController>();
  let state: Replay;
  let file: JournalFile;
  let worker: Worker;
  let mode: Mode;

  const trialsSoFar = (): Trial[] =>
    [...state.trials.values()].map(({ trial }) => trial).sort((a, b) => a.number - b.number);

  // One at a time: what is read and what is appended must not interleave within the process.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(act: () => Promise<Value>): Promise<Value> => {
    const acted = queue.then(act, act);
    queue = acted.catch(() => {});
    return acted;
  };

  /** Whether a claim is still the one that counts. */
  const counts = ({ trial: { number } }: Claim, id: string): boolean =>
    state.trials.get(number)?.claim === id;
  const ids = new WeakMap<Claim, string>();
  const idOf = (claim: Claim): string => ids.get(claim)!;

  const noticeLosses = (): void => {
    const current = new Set([...state.trials.values()].map(({ claim }) => claim));
    for (const [id, controller] of claims) {
      if (!current.has(id)) {
        claims.delete(id);
        controller.abort(new Error('another process has taken the trial over'));
      }
    }
  };

  /** Adds a record of a claim; whether it counts. */
  const append = (claim: Claim, record: JournalRecord): Promise<boolean> =>
    inTurn(async () => {
      await file.append(record);
      noticeLosses();
      return counts(claim, idOf(claim));
    });

  const removeLost = (): Promise<void> => removeLostFolders(folder, { trials: trialsSoFar(), mode, keep });

  const makeClaim = async (number: number, id: string, resumed: boolean): Promise<Claim> => {
    const controller = new AbortController();
    claims.set(id, controller);
    const own = trialFolder(folder, number);
    await makeFolder(own);
    const claim: Claim = {
      trial: state.trials.get(number)!.trial,
      resumed,
      folder: own,
      lost: controller.signal,
    };
    ids.set(claim, id);
    return claim;
  };

  return {
    folder,
    diskBound: ({ bytesPerTrial, parallel = 1 }) =>
      (keep + requireCount(parallel, { name: 'parallel' })) *
      requirePositive(bytesPerTrial, { name: 'bytesPerTrial' }),

    async join(description) {
      await makeFolder(folder);
      state = replay();
      mode = description.mode;
      const onRecord = (record: JournalRecord, where: string): void => {
        if (record.record === 'search') {
          requireSameSearch(state.search ?? record, { folder, description, identity });
        } else if (state.search === null) {
          throw new Error(`${where} must come after a line that says what is searched: that line is damaged`);
        }
        if (record.record === 'start') {
          requireParameters(record.parameters, { space: description.space, name: `${where}: parameters` });
        }
        state.apply(record);
      };
      file = await openJournalFile(join(folder, 'journal.jsonl'), { onRecord, onDamage });
      try {
        await file.readOn();
        if (state.search === null) {
          const head = { record: 'search', format: FORMAT_NAME, version: FORMAT_VERSION } as const;
          await file.append({ ...head, description, identity });
        }
        worker = await startWorker(join(folder, 'workers'), {
          silentAfterMs: 1000 * silentAfterSeconds,
          onHeartbeat: () => inTurn(() => file.readOn().then(noticeLosses)),
        });
        await removeLost();
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    claim: (propose) =>
      inTurn(async () => {
        for (;;) {
          await file.readOn();
          noticeLosses();
          const running = [...state.trials.values()].filter(({ trial }) => trial.state === 'running');
          const abandoned = await findAbandoned(running, worker);
          const claim = randomUUID();
          if (abandoned !== undefined) {
            const { number } = abandoned.trial;
            await file.append({ record: 'resume', number, claim, worker: worker.id, after: abandoned.claim });
            if (state.trials.get(number)?.claim === claim) {
              return makeClaim(number, claim, true);
            }
            continue;
          }
          const next = propose(trialsSoFar());
          if (next === null) {
            await worker.removeDead();
            return running.some((trial) => trial.worker !== worker.id) ? 'wait' : null;
          }
          await file.append({ record: 'start', ...next, claim, worker: worker.id });
          if (state.trials.get(next.number)?.claim === claim) {
            return makeClaim(next.number, claim, false);
          }
        }
      }),

    report: (claim, [step, value]) => append(claim, { record: 'report', claim: idOf(claim), step, value }),

    async end(claim, outcome) {
      const counted = await append(claim, { record: 'end', claim: idOf(claim), ...outcome });
      claims.delete(idOf(claim));
      await removeLost();
      return counted;
    },

    async release(claim) {
      await append(claim, { record: 'release', claim: idOf(claim) });
      claims.delete(idOf(claim));
    },

    trials: () =>
      inTurn(async () => {
        await file.readOn();
        noticeLosses();
        return trialsSoFar();
      }),

    leave: () =>
      inTurn(async () => {
        await worker.leave();
        await file.close();
      }),
  };
}

/** A trial that was given back, or whose process is no more. */
async function findAbandoned<T extends { readonly worker: string | null }>(
  running: readonly T[],
  worker: Worker,
): Promise<T | undefined> {
  for (const trial of running) {
    if (trial.worker === null || !(await worker.isAlive(trial.worker))) {
      return trial;
    }
  }
  return undefined;
}
