import { z } from 'zod';
import { runConfigSchema } from '../experiment/run-config.js';
import { parserOf } from '../files/read-json.js';
import type { Immutable } from '../report/schema/shared-fields.js';
import { parameterSchema } from '../search/schema/space-schema.js';
import { scoredSchema, shareSchema } from './share-schema.js';

/** The queue of BullMQ in which all jobs are. Another number of the database in the address is another queue. */
export const QUEUE_NAME = 'hpa-localize';

const COMMON = {
  /** Names the run or search, and is in the queue.json of its folder. */
  run: z.uuid(),
  /** Its folder, absolute. */
  folder: z.string().min(1),
  /** What its config.json or search.json says, with absolute paths. */
  config: runConfigSchema,
  /** Whether the sender wants no result any more. */
  stop: z.boolean().exactOptional(),
};
const seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...COMMON,
    kind: z.literal('trial'),
    number: z.int().min(0),
    seed,
    parameters: z.record(z.string(), parameterSchema),
    repeats: z.int().min(1),
  }),
  z.strictObject({
    ...COMMON,
    kind: z.literal('training'),
    /** Its folder in the run folder, such as `gapnet-pl/repeat-2`. */
    key: z.string().min(1),
  }),
  shareSchema,
]);

/** What a worker is asked for: a trial of a search, a training of a run, or the scores of a share of samples. */
export type QueueJob = Immutable<z.infer<typeof jobSchema>>;
/** Of these, what a study is opened for. */
export type StudyJob = Exclude<QueueJob, { readonly kind: 'share' }>;

/** What a worker says of a job that is under way. */
const progressSchema = z.strictObject({
  worker: z.string().min(1),
  /** Macro F1 in validation after each epoch so far, those before an interruption too. */
  reports: z.array(z.tuple([z.int().min(0), z.number()])),
  /** Of a share: what scores it, and how many views of images are scored so far. */
  scored: z.strictObject({ engine: z.string(), views: z.int().min(0) }).exactOptional(),
  /** Why workers could not do it, and gave it back. */
  refusals: z.array(z.strictObject({ worker: z.string().min(1), reason: z.string() })).exactOptional(),
});
export type JobProgress = Immutable<z.infer<typeof progressSchema>>;

/** How a job ended. */
const resultSchema = z.discriminatedUnion('outcome', [
  /** `value` is that of a trial; the result of a training is in its folder. */
  z.strictObject({ outcome: z.literal('complete'), value: z.number().nullable() }),
  z.strictObject({ outcome: z.literal('failed'), name: z.string(), message: z.string() }),
  z.strictObject({ outcome: z.literal('stopped') }),
  scoredSchema,
]);
export type JobResult = Immutable<z.infer<typeof resultSchema>>;

export const parseJob = parserOf(jobSchema, { what: 'a job of this version of hpa-localize' });
export const parseResult = parserOf(resultSchema, { what: 'the result of a job' });

/** What a worker has said of a job; null if none has taken it yet. */
export function readProgress(value: unknown): JobProgress | null {
  const result = progressSchema.safeParse(value);
  return result.success ? result.data : null;
}

/** What tells a job from all others. */
export type JobName =
  | { readonly kind: 'trial'; readonly run: string; readonly number: number }
  | { readonly kind: 'training'; readonly run: string; readonly key: string }
  | { readonly kind: 'share'; readonly run: string; readonly number: number };

/** Names a job among all of its queue: the same one, whoever asks for it and how often. */
export function jobId(job: JobName): string {
  return `${job.run}/${job.kind === 'training' ? job.key : `${job.kind}-${job.number}`}`;
}

/** Names a job for people. */
export function jobInWords(job: QueueJob): string {
  return job.kind === 'training' ? job.key : `${job.kind} ${job.number}`;
}
