import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RunConfig } from '../../experiment/run-config.js';
import { type CompareFlags, NOT_OF_THE_RUN } from './compare-flags.js';

/** Flags that may name the same file in several ways. */
const PATHS: readonly string[] = ['data', 'weights', 'recipes'];

/** The flags of a run to resume: those that it was started with, and none that disagrees. */
export function flagsOfRun(
  given: CompareFlags,
  {
    command,
    folder,
    config: { options, backend },
  }: { readonly command: Command; readonly folder: string; readonly config: RunConfig },
): CompareFlags {
  const started: Readonly<Record<string, unknown>> = options;
  for (const [key, value] of Object.entries(given)) {
    // Classes are compared once the data says which ones the words mean.
    if (
      key === 'classes' ||
      (key === 'task' && value === 'auto') ||
      NOT_OF_THE_RUN.includes(key) ||
      command.getOptionValueSource(key) === 'default'
    ) {
      continue;
    }
    const isAgreed =
      JSON.stringify(started[key]) === JSON.stringify(value) ||
      (key === 'backend' && backend.name === value) ||
      (PATHS.includes(key) && resolve(String(started[key])) === resolve(String(value)));
    if (!isAgreed) {
      const before = started[key] === undefined ? 'no' : JSON.stringify(started[key]);
      throw new Error(
        `--resume: ${folder} was started with ${key} ${before}; received ${JSON.stringify(value)}`,
      );
    }
  }
  return { ...given, ...(started as Partial<CompareFlags>) };
}
