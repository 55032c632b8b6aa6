import { say } from '../../command-line/say.js';
import { readConfig } from '../../experiment/run-config.js';
import { studyTrainings } from '../../experiment/study-trainings.js';
import { attachQueue } from '../../queue/attach-queue.js';
import { trainByQueue } from '../../queue/train-by-queue.js';
import { trainingFolder } from '../../report/schema/training-folder.js';
import type { Comparison } from './open-comparison.js';
import type { PreparedRun } from './prepare-run.js';

/**
 * Has the trainings of a run that have not ended done by the workers of a queue; ends early if the signal is aborted.
 *
 * @throws Error naming the training if one cannot be done.
 */
export async function sendTrainings(
  url: string,
  {
    prepared: { folder, study, ended },
    comparison: {
      recipes,
      flags: { seed, repeats = 1 },
    },
    signal,
  }: {
    readonly prepared: PreparedRun;
    readonly comparison: Comparison;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const trainings = recipes
    .flatMap((recipe) =>
      studyTrainings(study, { repeats, seed }).map((training) => ({
        recipe,
        key: trainingFolder(recipe.name, training),
      })),
    )
    .filter(({ key }) => !ended.has(key));
  if (trainings.length === 0) {
    return;
  }
  const { queue, run } = await attachQueue(url, { folder, say });
  try {
    const config = (await readConfig(folder))!;
    await trainByQueue(trainings, { queue, run, folder, config, signal, say });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    await queue.close();
  }
}
