import type { Command } from 'commander';
import { commandLine } from '../command-line/command-line.js';
import { FlagError } from '../command-line/flag-error.js';
import { resumeLine } from '../command-line/resume-line.js';
import { say } from '../command-line/say.js';
import { startProgress } from '../command-line/start-progress.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import { engineInWords } from '../experiment/engine-in-words.js';
import { studyDigest } from '../experiment/study-identity.js';
import { requireReachable } from '../queue/connect-redis.js';
import { parseQueueAddress } from '../queue/queue-address.js';
import { describeSearch } from '../search/describe-search.js';
import { type OpenSearch, openSearch } from '../search/open-search.js';
import { runSearch } from '../search/run-search.js';
import { writeSearch } from '../search/write-search.js';
import { prepareSearch } from './tune/prepare-search.js';
import { sayPlan, sayResult, trialLine } from './tune/say-search.js';
import { sendTrials } from './tune/send-trials.js';
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
  if (given.queue !== undefined) {
    await requireReachable(parseQueueAddress(given.queue));
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
  const { queue, parallel } = options.given;
  const continuing = resumeLine(folder, { command: 'tune', queue });
  const elsewhere =
    queue === undefined
      ? null
      : await sendTrials(queue, { prepared, folder, parallel, closers: options.closers });
  const trials = await runSearch(recipe, {
    folder,
    settings,
    study,
    weights,
    identity: prepared.identity,
    ...(backend.memoryLimits && { memoryLimits: backend.memoryLimits }),
    engine: engineInWords(backend),
    signal: elsewhere === null ? interrupt.signal : AbortSignal.any([interrupt.signal, elsewhere.broken]),
    ...(elsewhere && { elsewhere }),
    startProgress: ({ trial, repeat }, { epochs }) =>
      startProgress(`trial ${trial}${settings.repeats > 1 ? `.${repeat}` : ''}`, {
        epochs,
        task: study.task,
      }),
    onTrial: async (trial) => {
      say(trialLine(trial));
      await elsewhere?.forget(trial.number);
    },
    onDamage: (message) => say(`note: ${message}`),
  })
    .then((found) => {
      elsewhere?.broken.throwIfAborted();
      return found;
    })
    .catch((error: unknown) => {
      say('what was tried is kept; to go on:');
      say(continuing);
      throw error;
    });
  const search = describeSearch(trials, {
    command: commandLine(),
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
