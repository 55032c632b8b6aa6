import { join } from 'node:path';
import type { RunConfig } from './run-config.js';
import { readSamples } from './sample-records.js';
import type { SplitDataset } from './split-dataset.js';
import { describeChanges, identifyStudy } from './study-identity.js';

/** What a run was begun with, as config.json says it. */
type Identity = NonNullable<RunConfig['identity']>;

/**
 * Requires that data, split and weights are those that a run was begun with.
 *
 * @throws Error naming the folder, and what differs, if they are not.
 */
export async function requireSameStudy(
  folder: string,
  {
    before,
    now,
    study,
  }: {
    /** Undefined where the version that began the run did not record it. */
    readonly before: Identity | undefined;
    readonly now: Identity;
    readonly study: SplitDataset;
  },
): Promise<void> {
  if (before === undefined) {
    throw new Error(
      `--resume: ${join(folder, 'config.json')} does not say which data the run was begun with, as an earlier version wrote it; start a new run`,
    );
  }
  const changes = [
    ...(before.data === now.data && before.split === now.split ? [] : await findChanges(folder, study)),
    ...Object.keys({ ...before.weights, ...now.weights })
      .filter((name) => before.weights[name] !== now.weights[name])
      .map((name) => `the weights that ${name} starts from have other content`),
  ];
  if (changes.length > 0) {
    throw new Error(
      `--resume: ${folder} was begun with other data: ${changes.join('; ')}. Put it back as it was, or start a new run`,
    );
  }
}

async function findChanges(folder: string, study: SplitDataset): Promise<string[]> {
  const { samples } = identifyStudy(study);
  const before = await readSamples(folder).catch(() => null);
  const changes = before === null ? [] : describeChanges(before, { now: samples });
  return changes.length > 0
    ? changes
    : ['its digest differs, and samples.json, which would say where, is gone or damaged'];
}
