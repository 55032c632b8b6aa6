import { ORIENTATIONS } from '@hpa/data';
import type { SampleScores } from '../localize/score-samples.js';
import { openQueue } from './open-queue.js';
import { rootOfImages } from './root-of-images.js';
import { scoreByQueue } from './score-by-queue.js';
import { type SharedMember, shareJobs } from './share-jobs.js';
import type { ShareJob } from './share-schema.js';

/** A queue whose workers score the images of a table. */
export interface ScoringQueue {
  /** Has all images scored, as `scoreByQueue` says; whatever it throws closes the queue. */
  score(
    options: Pick<Parameters<typeof scoreByQueue>[1], 'signal' | 'say' | 'onProgress'>,
  ): Promise<SampleScores>;
  /** Forgets the scores, once the table is written, and closes the queue. */
  end(): Promise<void>;
}

/**
 * Opens a queue for the images of a table, and says how many workers there are.
 *
 * @throws Error naming host and port if no Redis answers.
 */
export async function openScoringQueue(
  url: string,
  {
    members,
    images,
    packages,
    graph,
    allOrientations,
    badSamples,
    say,
  }: {
    readonly members: readonly SharedMember[];
    /** The folder or table of the data, or files. */
    readonly images: string | readonly string[];
    readonly say: (line: string) => void;
    /** What the ONNX files among the models take and give. */
    readonly graph: ShareJob['graph'] | undefined;
  } & Pick<ShareJob, 'allOrientations' | 'badSamples' | 'packages'>,
): Promise<ScoringQueue> {
  const jobs = await shareJobs(members, {
    root: rootOfImages(images),
    allOrientations,
    badSamples,
    packages,
    ...(graph && { graph }),
  });
  const queue = await openQueue(url, { say });
  const viewsPerSample = members.length * (allOrientations ? ORIENTATIONS.length : 1);
  return {
    async score(options) {
      try {
        return await scoreByQueue(queue, { ...options, jobs, viewsPerSample });
      } catch (error) {
        await queue.close();
        throw error;
      }
    },
    async end() {
      for (const index of jobs.sizes.keys()) {
        await queue.forget({ kind: 'share', run: jobs.run, number: index + 1 });
      }
      await queue.close();
    },
  };
}
