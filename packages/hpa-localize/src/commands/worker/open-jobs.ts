import type { Command } from 'commander';
import type { JobProgress, JobResult, QueueJob, StudyJob } from '../../queue/job-schema.js';
import { runJob } from '../../queue/run-job.js';
import type { ShareJob } from '../../queue/share-schema.js';
import { type JobFlags, openJobStudy } from './open-job-study.js';
import { type OpenScoring, openScoring } from './open-scoring.js';

/** How often a worker says how far a share is. */
const TELL_MS = 1000;

/** Does a job whose data are open. */
export type DoJob = (options: {
  readonly signal: AbortSignal;
  readonly worker: string;
  /** Macro F1 in validation after each epoch so far. */
  readonly reports: JobProgress['reports'];
  /** Says how far it is. */
  readonly tell: (said: Partial<Omit<JobProgress, 'worker' | 'refusals'>>) => Promise<void>;
}) => Promise<JobResult>;

/** Opens what jobs need, and keeps it for others of the same run. */
export interface JobOpener {
  /**
   * Opens what a job needs.
   *
   * @throws Error naming what is not there or not that of the sender if it cannot be done here.
   */
  open(job: QueueJob): Promise<DoJob>;
  close(): Promise<void>;
}

/** Makes what opens the jobs of a worker, one run at a time. */
export function openJobs({
  flags,
  command,
}: {
  readonly flags: JobFlags;
  readonly command: Command;
}): JobOpener {
  const scorings = keepLast((job: ShareJob) => openScoring(job, { flags }));
  const studies = keepLast((job: StudyJob) => openJobStudy(job, { flags, command }));
  return {
    async open(job) {
      if (job.kind === 'share') {
        await studies.close();
        const scoring = await scorings.open(job);
        await scoring.requireFiles(job);
        return ({ signal, worker, tell }) => scoreShare(job, { scoring, signal, worker, tell });
      }
      await scorings.close();
      const study = await studies.open(job);
      return ({ signal, reports, tell }) => {
        const known = new Map(reports);
        return runJob(job, {
          ...study,
          out: flags.out,
          signal,
          report: async (epoch, value) => {
            known.set(epoch, value);
            await tell({ reports: [...known] });
          },
        });
      };
    },
    async close() {
      await scorings.close();
      await studies.close();
    },
  };
}

/** Opens what a job needs unless it was opened for the job before, of the same run; what was is closed first. */
function keepLast<Job extends Pick<QueueJob, 'run'>, Opened extends { close(): Promise<void> }>(
  openFor: (job: Job) => Promise<Opened>,
): { open(job: Job): Promise<Opened>; close(): Promise<void> } {
  let last: { readonly run: string; readonly opened: Opened } | null = null;
  const close = async (): Promise<void> => {
    const before = last;
    last = null;
    await before?.opened.close();
  };
  return {
    async open(job) {
      if (last?.run !== job.run) {
        await close();
        last = { run: job.run, opened: await openFor(job) };
      }
      return last.opened;
    },
    close,
  };
}

async function scoreShare(
  share: ShareJob,
  {
    scoring,
    signal,
    worker,
    tell,
  }: { readonly scoring: OpenScoring } & Pick<Parameters<DoJob>[0], 'signal' | 'worker' | 'tell'>,
): Promise<JobResult> {
  const { engine } = scoring;
  await tell({ scored: { engine, views: 0 } });
  let told = performance.now();
  /** What is told one after the other while scoring goes on. */
  let telling = Promise.resolve();
  const scored = await scoring.score(share, {
    signal,
    onViews: (views) => {
      if (performance.now() - told >= TELL_MS) {
        told = performance.now();
        telling = telling.then(() => tell({ scored: { engine, views } }));
      }
    },
  });
  await telling;
  return { outcome: 'scored', worker, ...scored };
}
