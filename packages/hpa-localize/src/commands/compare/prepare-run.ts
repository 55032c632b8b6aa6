import { join } from 'node:path';
import { say } from '../../command-line/say.js';
import { sayFields } from '../../command-line/say-fields.js';
import { sayLevels } from '../../command-line/say-levels.js';
import { sayScale } from '../../command-line/say-scale.js';
import { sayWarnings } from '../../command-line/say-warnings.js';
import { findResumable } from '../../experiment/find-resumable.js';
import { measureBaselines } from '../../experiment/measure-baselines.js';
import type { OpenRun } from '../../experiment/open-run.js';
import type { ProtocolName } from '../../experiment/protocols.js';
import { requireSameStudy } from '../../experiment/require-same-study.js';
import { writeConfig } from '../../experiment/run-config.js';
import { writeSamples } from '../../experiment/sample-records.js';
import { type SplitDataset, splitDataset } from '../../experiment/split-dataset.js';
import { identifyStudy } from '../../experiment/study-identity.js';
import { hashPath } from '../../files/hash-files.js';
import { writeWhole } from '../../files/write-whole.js';
import type { StartingWeights } from '../../recipes/find-starting-weights.js';
import type { ModelReport } from '../../report/schema/report-schema.js';
import { configOf } from './config-of.js';
import type { Comparison } from './open-comparison.js';
import { rehearseTraining } from './rehearse-training.js';

/** A run whose samples are split, and in which nothing is wrong as far as can be known before training. */
export interface PreparedRun {
  readonly folder: string;
  readonly config: OpenRun['config'];
  readonly study: SplitDataset;
  readonly baselines: Awaited<ReturnType<typeof measureBaselines>>;
  /** Trainings that ended in an earlier call, by their folders, such as `gapnet-pl/repeat-2`. */
  readonly ended: ReadonlyMap<string, ModelReport>;
  /** Writes what makes the folder a run: config.json, if it has none, samples.json and recipes.json. */
  begin(): Promise<void>;
}

/**
 * Splits the samples of a run and looks at what its folder holds. Nothing is written: whatever is wrong with flags, data and
 * what is to be resumed has shown when it returns.
 */
export async function prepareRun(
  { folder, config }: Pick<OpenRun, 'folder' | 'config'>,
  {
    comparison,
    protocol,
    askedTask,
  }: {
    readonly comparison: Comparison;
    readonly protocol: ProtocolName;
    readonly askedTask: Comparison['askedTask'];
  },
): Promise<PreparedRun> {
  const { recipes, weights } = comparison;
  const { seed, repeats = 1 } = comparison.flags;
  const study = await splitComparison(comparison, { protocol, askedTask });
  const { samples, ...digests } = identifyStudy(study);
  const identity = { ...digests, weights: await hashWeights(weights) };
  if (config !== null) {
    await requireSameStudy(folder, { before: config.identity, now: identity, study });
  }
  const ended =
    config === null
      ? new Map<string, ModelReport>()
      : await findResumable(folder, { recipes, weights, study, seed, repeats });
  rehearseTraining(recipes, { study, seed, weights });
  const baselines = await measureBaselines(study);
  return {
    folder,
    config,
    study,
    baselines,
    ended,
    begin: async () => {
      if (config === null) {
        await writeConfig(folder, {
          ...configOf(comparison, { protocol, task: study.task, askedTask }),
          identity,
        });
      }
      await writeSamples(folder, samples);
      await writeWhole(join(folder, 'recipes.json'), `${JSON.stringify(recipes, null, 2)}\n`);
    },
  };
}

/** Decodes and splits the samples of a comparison, and says what they are. */
export async function splitComparison(
  { flags, dataset, classes, endCounting }: Comparison,
  { protocol, askedTask }: { readonly protocol: ProtocolName; readonly askedTask: Comparison['askedTask'] },
): Promise<SplitDataset> {
  const { seed, limit, folds } = flags;
  const study = await splitDataset(dataset, {
    task: askedTask,
    classes,
    protocol,
    ...(folds !== undefined && { folds }),
    seed,
    ...(limit !== undefined && { limit }),
    badSamples: flags.skipBad ? 'skip' : 'throw',
  }).finally(endCounting);
  sayStudy(study, { classesWereAsked: flags.classes !== undefined });
  return study;
}

function sayStudy(study: SplitDataset, { classesWereAsked }: { readonly classesWereAsked: boolean }): void {
  say(`task: ${study.task}, ${study.taskReason}`);
  say(`data: ${study.provenance}; ${splitInWords(study)}`);
  sayFields(study);
  sayLevels(study);
  sayScale(study);
  sayWarnings(study);
  if (study.images.channels !== undefined) {
    say(
      `channels: ${study.images.channels.join(', ')}; models see all of them where their recipe or weights do not say otherwise`,
    );
  }
  if (study.splitNote !== undefined) {
    say(`note: ${study.splitNote}`);
  }
  if (!classesWereAsked) {
    say(`classes: ${study.classes.map(({ name }) => name).join(', ')}; --classes chooses others`);
  }
  if (study.skipped.length > 0) {
    say(`skipped: ${study.skipped.length} images that cannot be used`);
  }
}

/** How many cells are for what. */
function splitInWords({ splits: { train, validation, test }, folds }: SplitDataset): string {
  return folds === undefined
    ? `${train.length} to train, ${validation.length} to validate, ${test.length} to test`
    : `${train.length + validation.length + test.length} in ${folds.length} folds, each tested once`;
}

/** A digest of the weights that each model starts from, by its name. */
export async function hashWeights(
  weights: ReadonlyMap<string, StartingWeights>,
): Promise<Readonly<Record<string, string>>> {
  const hashed: Record<string, string> = {};
  for (const [name, { path }] of weights) {
    hashed[name] = await hashPath(path);
  }
  return hashed;
}
