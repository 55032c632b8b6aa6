import type { Command } from 'commander';
import type { JobProgress, JobResult, QueueJob } from '../../queue/job-schema.js';
import { runJob } from '../../queue/run-job.js';
import type { ShareJob } from '../../queue/share-schema.js';
import { type JobFlags, type OpenJobStudy, openJobStudy } from './open-job-study.js';
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

type Opened =
  | { readonly kind: 'study'; readonly run: string; readonly study: OpenJobStudy }
  | { readonly kind: 'scoring'; readonly run: string; readonly scoring: OpenScoring };

/** Makes what opens the jobs of a worker, one run at a time. */
export function openJobs({
  flags,
  command,
}: {
  readonly flags: JobFlags;
  readonly command: Command;
}): JobOpener {
  let opened: Opened | null = null;
  const close = async (): Promise<void> => {
    const before = opened;
    opened = null;
    await (before?.kind === 'study' ? before.study.close() : before?.scoring.close());
  };
  const openShare = async (run: string, open: () => Promise<OpenScoring>): Promise<OpenScoring> => {
    if (opened?.kind === 'scoring' && opened.run === run) {
      return opened.scoring;
    }
    await close();
    const scoring = await open();
    opened = { kind: 'scoring', run, scoring };
    return scoring;
  };
  const openStudy = async (run: string, open: () => Promise<OpenJobStudy>): Promise<OpenJobStudy> => {
    if (opened?.kind === 'study' && opened.run === run) {
      return opened.study;
    }
    await close();
    const study = await open();
    opened = { kind: 'study', run, study };
    return study;
  };
  return {
    async open(job) {
      if (job.kind === 'share') {
        const scoring = await openShare(job.run, () => openScoring(job, { flags }));
        await scoring.requireFiles(job);
        return ({ signal, worker, tell }) => scoreShare(job, { scoring, signal, worker, tell });
      }
      const study = await openStudy(job.run, () => openJobStudy(job, { flags, command }));
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
