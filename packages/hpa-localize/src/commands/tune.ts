import type { Command } from 'commander';
import { FlagError } from '../command-line/flag-error.js';
import { resumeLine } from '../command-line/resume-line.js';
import { say } from '../command-line/say.js';
import { startProgress } from '../command-line/start-progress.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import { studyDigest } from '../experiment/study-identity.js';
import { describeSearch } from '../search/describe-search.js';
import { type OpenSearch, openSearch } from '../search/open-search.js';
import { runSearch } from '../search/run-search.js';
import { writeSearch } from '../search/write-search.js';
import { prepareSearch } from './tune/prepare-search.js';
import { sayPlan, sayResult, trialLine } from './tune/say-search.js';
import { type TuneFlags, withTuneFlags } from './tune/tune-flags.js';

/** Adds the flags and the action of `hpa-localize tune`. */
export function addTune(command: Command): void {
  withTuneFlags(command).action(tune);
}

async function tune(given: TuneFlags, command: Command): Promise<void> {
  const { out, resume = false } = given;
  if (resume && out === undefined) {
    throw new FlagError('--resume needs --out, the folder of the search to take part in');
  }
  const opened = await openSearch(out, { resume });
  const closers: (() => unknown)[] = [opened.release];
  try {
    await tuneIn(opened, { given, command, closers });
  } finally {
    for (const close of closers.reverse()) {
      await close();
    }
  }
}

async function tuneIn(
  opened: OpenSearch,
  options: {
    readonly given: TuneFlags;
    readonly command: Command;
    /** What to close at the end, however it comes, the last first. */
    readonly closers: (() => unknown)[];
  },
): Promise<void> {
  const { folder } = opened;
  const prepared = await prepareSearch(opened, options);
  const { recipe, settings, study, weights, backend } = prepared;
  await prepared.begin();
  sayPlan(prepared, { folder });

  const interrupt = stopOnInterrupt();
  options.closers.push(interrupt.release);
  const continuing = resumeLine(folder, { command: 'tune' });
  const trials = await runSearch(recipe, {
    folder,
    settings,
    study,
    weights,
    identity: prepared.identity,
    ...(backend.memoryLimits && { memoryLimits: backend.memoryLimits }),
    signal: interrupt.signal,
    startProgress: ({ trial, repeat }, { epochs }) =>
      startProgress(`trial ${trial}${settings.repeats > 1 ? `.${repeat}` : ''}`, {
        epochs,
        task: study.task,
      }),
    onTrial: (trial) => say(trialLine(trial)),
    onDamage: (message) => say(`note: ${message}`),
  }).catch((error: unknown) => {
    say('what was tried is kept; to go on:');
    say(continuing);
    throw error;
  });
  const search = describeSearch(trials, {
    command: ['hpa-localize', ...process.argv.slice(2)].join(' '),
    recipe,
    settings,
    study,
    aborted: interrupt.signal.aborted,
  });
  const tuned = await writeSearch(folder, { search, recipe, study: studyDigest(study) });
  sayResult(search, { folder });
  if (search.status !== 'complete') {
    say('interrupted; to go on:');
    say(continuing);
    process.exitCode = 130;
  } else if (tuned === null) {
    process.exitCode = 1;
  }
}
