import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../command-line/command-line.js';
import { resumeLine } from '../../command-line/resume-line.js';
import { say } from '../../command-line/say.js';
import { stopOnInterrupt } from '../../command-line/stop-on-interrupt.js';
import { compareProtocols } from '../../experiment/compare-protocols.js';
import { type OpenRun, openRun } from '../../experiment/open-run.js';
import { PROTOCOLS, type ProtocolName } from '../../experiment/protocols.js';
import { writeConfig } from '../../experiment/run-config.js';
import { readJson } from '../../files/read-json.js';
import { leakInWords } from '../../protocols/leak-in-words.js';
import { parseReport } from '../../report/schema/parse-report.js';
import type { Report } from '../../report/schema/report-schema.js';
import { configOf } from './config-of.js';
import type { Comparison } from './open-comparison.js';
import { type PreparedRun, prepareRun } from './prepare-run.js';
import { trainRun } from './train-run.js';

/** The notebook knows one label a sample alone, and both runs are of the same cells. */
const TASK = 'single-label';

const NAMES = Object.keys(PROTOCOLS) as ProtocolName[];

/**
 * Trains the same models on the same cells under each protocol, each in a run folder of its own within that of the command, and puts
 * the two side by side. Both runs are prepared before the first is trained, so that whatever is wrong shows early.
 *
 * @returns The report of each run; null for one that an interrupt came before.
 */
export async function compareBoth(
  { folder, config }: OpenRun,
  {
    comparison,
    closers,
  }: {
    readonly comparison: Comparison;
    /** What to close at the end, however it comes, the last first. */
    readonly closers: (() => unknown)[];
  },
): Promise<readonly (Report | null)[]> {
  const runs: PreparedRun[] = [];
  for (const protocol of NAMES) {
    say(`protocol ${protocol}`);
    const own = join(folder, protocol);
    // Killed between the two, an earlier call may have begun one alone.
    const run = await openRun(own, { resume: existsSync(join(own, 'config.json')), command: 'compare' });
    closers.push(run.release);
    runs.push(await prepareRun(run, { comparison, protocol, askedTask: TASK }));
  }
  if (config === null) {
    const { askedTask } = comparison;
    await writeConfig(folder, configOf(comparison, { protocol: 'both', task: TASK, askedTask }));
  }
  for (const run of runs) {
    await run.begin();
  }
  const interrupt = stopOnInterrupt();
  closers.push(interrupt.release);
  const { signal } = interrupt;
  const continuing = resumeLine(folder, { command: 'compare', queue: comparison.flags.queue });
  const reports: (Report | null)[] = [];
  for (const [index, run] of runs.entries()) {
    if (signal.aborted) {
      reports.push(null);
      continue;
    }
    say('');
    say(`training under protocol ${NAMES[index]}, ${index + 1} of ${NAMES.length}`);
    reports.push(await trainRun(run, { comparison, signal, continuing }));
  }
  await sayLeak(folder, { runs, seed: comparison.flags.seed });
  return reports;
}

async function sayLeak(
  folder: string,
  { runs, seed }: { readonly runs: readonly PreparedRun[]; readonly seed: number },
): Promise<void> {
  const described = new Map(
    await Promise.all(
      runs.map(async ({ folder: own, study }) => {
        const report = await readJson(join(own, 'report.json'), { parse: parseReport });
        return [study.protocol, { folder: own, study, report }] as const;
      }),
    ),
  );
  const report = await compareProtocols(folder, {
    notebook: described.get('notebook')!,
    honest: described.get('honest')!,
    seed,
    command: commandLine(),
  });
  const { headline, details } = leakInWords(report);
  for (const line of ['', headline, ...details]) {
    say(line);
  }
  say(`both protocols: ${join(folder, 'protocols.html')}`);
}
