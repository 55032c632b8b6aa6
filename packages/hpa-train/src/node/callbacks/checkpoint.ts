import { join } from 'node:path';
import type { Callback, TrainingRun } from '../../callbacks/callback.js';
import { requireCount, requirePositive } from '../../require-number.js';
import { requireOptions } from '../../require-options.js';
import { requirePath } from '../require-path.js';
import { saveCheckpoint } from '../save-checkpoint.js';

const MINUTE_MS = 60_000;

/**
 * A callback that saves the state of a run to a folder after every epoch and, if asked to, every so many steps or minutes inside one, for
 * `resumeFrom: await loadCheckpoint(folder)`. A run that is stopped or aborted is saved where it ends.
 *
 * The folder keeps the newest checkpoint and the one before it, in case that the newest is damaged later.
 *
 * @throws TypeError if an option is unknown or the folder is no path; RangeError if a number is out of range; in a run, Error
 * naming the file if the file system refuses it: the checkpoints before stay whole.
 *
 * @example
 * import { mkdtemp } from 'node:fs/promises';
 * import { fileCallbacks, loadCheckpoint } from '@hpa/train/node';
 * const folder = await mkdtemp('/tmp/checkpoint-');
 * const optimizer = { name: 'sgd', settings: {}, learningRate: 0.1, step: 5, slots: [] };
 * const state = { epoch: 1, step: 5, weights: [], optimizer, history: [], best: null, bestWeights: null };
 * await fileCallbacks.checkpoint(folder, { everySteps: 5 }).onStep({ step: 5 }, { snapshot: async () => state });
 * (await loadCheckpoint(folder)).step; // 5
 */
export function checkpoint(
  folder: string,
  options: {
    /** Saves after every so many updates, a positive integer. */
    readonly everySteps?: number;
    /** Saves after the first update that comes so many minutes after the last save; above 0. */
    readonly everyMinutes?: number;
    /** Which run this is: whatever decides its results, by name. `loadCheckpoint` refuses the checkpoint for another. */
    readonly identity?: Readonly<Record<string, string | number | boolean | null>>;
    /** What computes, in words, such as `wasm`: `loadCheckpoint` tells if another one goes on. */
    readonly engine?: string | undefined;
    /** Whether the checkpoint of the best epoch so far is kept in the folder `best` inside this one. */
    readonly keepBest?: boolean;
    /** The share of the time that saving may take, in (0, 1]: what comes too soon after a save that took long is left out; 1 by default. */
    readonly maximumShare?: number;
  } = {},
): Callback {
  requirePath(folder, { name: 'folder' });
  const {
    everySteps,
    everyMinutes,
    identity,
    engine,
    keepBest = false,
    maximumShare = 1,
  } = requireOptions(options, {
    of: 'checkpoint',
    known: {
      everySteps: true,
      everyMinutes: true,
      identity: true,
      engine: true,
      keepBest: true,
      maximumShare: true,
    },
  });
  if (everySteps !== undefined) {
    requireCount(everySteps, { name: 'everySteps' });
  }
  if (everyMinutes !== undefined) {
    requirePositive(everyMinutes, { name: 'everyMinutes' });
  }
  if (!(maximumShare > 0 && maximumShare <= 1)) {
    throw new RangeError(`maximumShare must be in (0, 1]; received ${maximumShare}`);
  }
  let savedMs = 0;
  let savingMs = 0;
  let savedStep: number | null = null;
  const save = async (run: TrainingRun): Promise<void> => {
    const startMs = performance.now();
    if (startMs - savedMs < savingMs / maximumShare) {
      return;
    }
    await saveCheckpoint(folder, await run.snapshot(), { identity, engine });
    savedMs = performance.now();
    // A share of 1 leaves nothing out.
    savingMs = maximumShare === 1 ? 0 : savedMs - startMs;
    savedStep = run.step;
  };
  return {
    name: 'checkpoint',
    onStart(run) {
      savedMs = performance.now();
      savedStep = run.step;
    },
    async onStep({ step }, run) {
      const isDue =
        (everySteps !== undefined && step % everySteps === 0) ||
        (everyMinutes !== undefined && performance.now() - savedMs >= everyMinutes * MINUTE_MS);
      if (isDue) {
        await save(run);
      }
    },
    async onEpoch({ epoch }, run) {
      await save(run);
      if (keepBest && run.best?.epoch === epoch) {
        await saveCheckpoint(join(folder, 'best'), await run.snapshot(), { identity, engine });
      }
    },
    async onEnd({ stopped }, run) {
      if (stopped !== 'completed' && run.step !== savedStep) {
        await saveCheckpoint(folder, await run.snapshot(), { identity, engine });
      }
    },
  };
}
