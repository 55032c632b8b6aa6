import { join } from 'node:path';
import { commandLine } from '../../command-line/command-line.js';
import { say } from '../../command-line/say.js';
import { startProgress } from '../../command-line/start-progress.js';
import { trainStudy } from '../../experiment/train-study.js';
import type { Report } from '../../report/schema/report-schema.js';
import { verdict } from '../../report/verdict.js';
import type { Comparison } from './open-comparison.js';
import type { PreparedRun } from './prepare-run.js';
import { sendTrainings } from './send-trainings.js';

/** Trains the models of a run, as far as they are not trained yet, and says which is better. */
export async function trainRun(
  prepared: PreparedRun,
  {
    comparison,
    signal,
    continuing,
  }: {
    readonly comparison: Comparison;
    /** Stops after the current batch. */
    readonly signal: AbortSignal;
    /** The command that goes on after an error. */
    readonly continuing: string;
  },
): Promise<Report> {
  const { folder, config, study, baselines, ended } = prepared;
  const { flags, recipes, weights, backend } = comparison;
  if (flags.queue !== undefined) {
    await sendTrainings(flags.queue, { prepared, comparison, signal }).catch((error: unknown) => {
      say('what was finished is kept; to go on:');
      say(continuing);
      throw error;
    });
  }
  const report = await trainStudy(recipes, {
    folder,
    study,
    seed: flags.seed,
    repeats: flags.repeats ?? 1,
    backend: { ...backend, passedOver: config?.backend.passedOver ?? backend.passedOver },
    weights,
    trainingCells: flags.trainingCells ?? true,
    baselines,
    command: commandLine(),
    ended,
    // What workers have trained is in the folder of a new run too.
    resume: config !== null || flags.queue !== undefined,
    signal,
    say,
    startProgress: (model, progress) => startProgress(model, { ...progress, task: study.task }),
  }).catch((error: unknown) => {
    say('what was finished is kept; to go on:');
    say(continuing);
    throw error;
  });
  const { headline, details } = verdict(report);
  for (const line of ['', headline, ...details]) {
    say(line);
  }
  for (const note of report.notes) {
    say(`note: ${note}`);
  }
  say(`report: ${join(folder, 'report.html')}`);
  return report;
}
