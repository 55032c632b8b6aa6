import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { InferenceFlags } from '../../command-line/shared-flags.js';
import { engineInWords } from '../../experiment/engine-in-words.js';
import { identifyStudy } from '../../experiment/study-identity.js';
import type { StudyJob } from '../../queue/job-schema.js';
import { readRunId } from '../../queue/run-id.js';
import type { JobStudy } from '../../queue/run-job.js';
import type { CompareFlags } from '../compare/compare-flags.js';
import { configOf } from '../compare/config-of.js';
import { openComparison } from '../compare/open-comparison.js';
import { hashWeights, splitComparison } from '../compare/prepare-run.js';
import { requireSameVersions } from './require-same-versions.js';

/** The flags of a worker that say how it does jobs. */
export interface JobFlags extends InferenceFlags {
  /** Where this machine sees the data of the sender; as the sender does by default. */
  readonly data?: string;
  readonly out?: string;
}

/** What a worker has opened for the jobs of a run or search. */
export interface OpenJobStudy extends JobStudy {
  close(): Promise<void>;
}

/**
 * Opens data, weights and engine of a job as the sender did, and requires that they are the same.
 *
 * @throws Error if anything differs or is not there; the message says what.
 */
export async function openJobStudy(
  { kind, run, folder, config }: StudyJob,
  { flags, command }: { readonly flags: JobFlags; readonly command: Command },
): Promise<OpenJobStudy> {
  if (flags.backend === 'onnxruntime') {
    throw new Error('onnxruntime trains nothing: this worker needs another --backend');
  }
  await requireFolder({ kind, run, folder }, flags);
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) {
      await closer();
    }
  };
  const { backend, threads, data = config.options.data } = flags;
  const given = { backend, ...(threads !== undefined && { threads }) } as CompareFlags;
  const own = { ...config, options: { ...config.options, data } };
  try {
    const comparison = await openComparison({ folder, config: own }, { given, command, closers });
    const { askedTask, recipes, weights, backend: engine } = comparison;
    const { protocol } = config.options;
    if (protocol === 'both') {
      throw new Error('a run of both protocols has no training of its own');
    }
    const study = await splitComparison(comparison, { protocol, askedTask });
    const { versions } = configOf(comparison, { protocol, task: study.task, askedTask });
    requireSame(
      { ...versions, ...identifyStudy(study), weights: await hashWeights(weights) },
      { ...config.versions, ...config.identity },
      { data },
    );
    return {
      study,
      recipes,
      weights,
      memoryLimits: engine.memoryLimits,
      engine: engineInWords(engine),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Requires that a folder is shared with the sender, if anything is to be written there. */
async function requireFolder(
  { kind, run, folder }: Pick<StudyJob, 'kind' | 'run' | 'folder'>,
  { out }: JobFlags,
): Promise<void> {
  if (kind === 'trial' && out !== undefined) {
    return;
  }
  if (!existsSync(folder) || (await readRunId(folder)) !== run) {
    const remedy = kind === 'trial' ? 'share it, or give --out' : 'trainings of compare need it shared';
    throw new Error(`the folder of the sender, ${folder}, is not there; ${remedy}`);
  }
}

/** What decides results, as this worker and the sender have it. */
type Made = Readonly<Record<string, unknown>>;

function requireSame(here: Made, there: Made, { data }: { readonly data: string }): void {
  const digests = { data, split: `the split of ${data}` };
  for (const [name, words] of Object.entries(digests)) {
    if (here[name] !== there[name]) {
      throw new Error(
        `${words} is not that of the sender: digest ${short(here[name])} here, ${short(there[name])} there`,
      );
    }
  }
  if (JSON.stringify(here.weights) !== JSON.stringify(there.weights)) {
    throw new Error('the weights that models start from are not those of the sender');
  }
  requireSameVersions(here, there);
}

function short(digest: unknown): string {
  return typeof digest === 'string' ? digest.slice(0, 12) : 'none';
}
