import type { Command } from 'commander';
import { FlagError } from '../command-line/flag-error.js';
import { resumeLine } from '../command-line/resume-line.js';
import { say } from '../command-line/say.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import { type OpenRun, openRun } from '../experiment/open-run.js';
import type { ProtocolName } from '../experiment/protocols.js';
import { requireReachable } from '../queue/connect-redis.js';
import { parseQueueAddress } from '../queue/queue-address.js';
import type { Report } from '../report/schema/report-schema.js';
import { compareBoth } from './compare/compare-both.js';
import { type CompareFlags, withCompareFlags } from './compare/compare-flags.js';
import { type Comparison, openComparison } from './compare/open-comparison.js';
import { prepareRun } from './compare/prepare-run.js';
import { trainRun } from './compare/train-run.js';

/** Adds the flags and the action of `hpa-localize compare`. */
export function addCompare(command: Command): void {
  withCompareFlags(command).action(compare);
}

async function compare(given: CompareFlags, command: Command): Promise<void> {
  const { out, resume = false } = given;
  if (resume && out === undefined) {
    throw new FlagError('--resume needs --out, the folder of the run to resume');
  }
  if (given.queue !== undefined) {
    await requireReachable(parseQueueAddress(given.queue));
  }
  const run = await openRun(out, { resume, command: 'compare' });
  const closers: (() => unknown)[] = [run.release];
  try {
    await compareIn(run, { given, command, closers });
  } finally {
    for (const close of closers.reverse()) {
      await close();
    }
  }
}

async function compareIn(
  run: OpenRun,
  options: {
    readonly given: CompareFlags;
    readonly command: Command;
    /** What to close at the end, however it comes, the last first. */
    readonly closers: (() => unknown)[];
  },
): Promise<void> {
  const comparison = await openComparison(run, options);
  const { closers } = options;
  const { protocol } = comparison.flags;
  const reports =
    protocol === 'both'
      ? await compareBoth(run, { comparison, closers })
      : [await compareUnder(protocol, { run, comparison, closers })];
  if (reports.some((report) => report?.status !== 'complete')) {
    say('interrupted; to go on:');
    say(resumeLine(run.folder, { command: 'compare', queue: options.given.queue }));
    process.exitCode = 130;
  } else if (reports.some((report) => report?.models.some(({ status }) => status === 'failed'))) {
    process.exitCode = 1;
  }
}

async function compareUnder(
  protocol: ProtocolName,
  {
    run,
    comparison,
    closers,
  }: { readonly run: OpenRun; readonly comparison: Comparison; readonly closers: (() => unknown)[] },
): Promise<Report> {
  const { askedTask } = comparison;
  const prepared = await prepareRun(run, { comparison, protocol, askedTask });
  await prepared.begin();
  const interrupt = stopOnInterrupt();
  closers.push(interrupt.release);
  return trainRun(prepared, {
    comparison,
    signal: interrupt.signal,
    continuing: resumeLine(run.folder, { command: 'compare', queue: comparison.flags.queue }),
  });
}
