import { FREE_RING, replayRing } from './replay-ring.js';
import type { RingCosts } from './ring-moves.js';
import {
  jobsOf,
  kernelMilliseconds,
  lasting,
  type RecordedJob,
  type StepRecording,
} from './step-recording.js';

/** A recorded step, its jobs divided among several threads, and each job in one range. */
export interface Recordings {
  readonly divided: StepRecording;
  readonly undivided: StepRecording;
}

/**
 * What keeps a step from being as many times as fast as it has threads: the calling thread's own time; jobs with too few or unequal ranges;
 * that kernels take longer over many ranges than over one; what the ring itself takes.
 */
export const LIMITS = ['calling', 'units', 'ranges', 'ring'] as const;
export type Limit = (typeof LIMITS)[number];

/** How long a step takes, in milliseconds, if only one of the limits is there. */
export function limitsAlone(
  { divided, undivided }: Recordings,
  costs: RingCosts,
): Readonly<Record<Limit, number>> {
  const { threads } = divided;
  const whole = jobsOf(undivided).map(kernelMilliseconds);
  const withJobs = (change: (job: RecordedJob, milliseconds: number) => RecordedJob): StepRecording => {
    let job = 0;
    const calls = divided.calls.map((call) =>
      call.kind === 'job' ? { before: call.before, ...change(call, whole[job++]!) } : call,
    );
    return { ...divided, calls };
  };
  const free = (recording: StepRecording): number =>
    replayRing(withoutCalling(recording), FREE_RING).milliseconds;
  const ideal = withJobs((job, milliseconds) => inEqualShares(job, { threads, milliseconds }));
  const withRing = withJobs((job, milliseconds) => inEqualRanges(job, { threads, milliseconds }));
  return {
    calling: replayRing(ideal, FREE_RING).milliseconds,
    units: free(withJobs((job, milliseconds) => lasting(job, milliseconds))),
    ranges: free(withJobs((job) => inEqualShares(job, { threads, milliseconds: kernelMilliseconds(job) }))),
    ring: replayRing(withoutCalling(withRing), costs).milliseconds,
  };
}

/** Calls of one kernel with as many units. */
export interface KernelLoss {
  readonly kernel: string;
  readonly units: number;
  /** Ranges begin at multiples of this. */
  readonly multiple: number;
  readonly jobs: number;
  /** Of all these jobs, in one range each. */
  readonly milliseconds: number;
  /** How many times as fast the threads are than one, on these jobs alone and without the ring's costs. */
  readonly speedUp: number;
  /** Milliseconds that a step would be shorter if all threads ended these jobs together. */
  readonly lost: number;
}

/** What is lost to jobs that do not divide evenly, by kernel and units, the largest loss first. */
export function kernelLosses({ divided, undivided }: Recordings): readonly KernelLoss[] {
  const { threads } = divided;
  const whole = jobsOf(undivided).map(kernelMilliseconds);
  const groups = new Map<string, { job: RecordedJob; jobs: number; milliseconds: number; alone: number }>();
  for (const [index, job] of jobsOf(divided).entries()) {
    const milliseconds = whole[index]!;
    const group = groups.get(keyOf(job)) ?? { job, jobs: 0, milliseconds: 0, alone: 0 };
    group.jobs++;
    group.milliseconds += milliseconds;
    group.alone += replayAlone(lasting(job, milliseconds), threads);
    groups.set(keyOf(job), group);
  }
  return [...groups.values()]
    .map(({ job: { kernel, units, multiple }, jobs, milliseconds, alone }) => ({
      kernel,
      units,
      multiple,
      jobs,
      milliseconds,
      speedUp: milliseconds / alone,
      lost: alone - milliseconds / threads,
    }))
    .sort((a, b) => b.lost - a.lost);
}

/** Whether a job leaves threads without a share. */
export function hasFewUnits({ units, multiple }: RecordedJob, threads: number): boolean {
  return Math.ceil(units / multiple) < threads;
}

function keyOf({ kernel, units, multiple, whole }: RecordedJob): string {
  return [kernel, units, multiple, whole].join();
}

function replayAlone(job: RecordedJob, threads: number): number {
  const calls = [
    { ...job, before: 0 },
    { kind: 'finish', before: 0 },
  ] as const;
  return replayRing({ threads, calls, after: 0 }, FREE_RING).milliseconds;
}

/** A step whose calling thread calls without a pause. */
function withoutCalling({ threads, calls }: StepRecording): StepRecording {
  return { threads, calls: calls.map((call) => ({ ...call, before: 0 })), after: 0 };
}

interface Division {
  readonly threads: number;
  /** Of the whole job. */
  readonly milliseconds: number;
}

/** The job as one range for each thread, all as long. */
function inEqualShares(job: RecordedJob, { threads, milliseconds }: Division): RecordedJob {
  const ranges = Array.from({ length: threads }, (_, begin) => ({
    begin,
    milliseconds: milliseconds / threads,
  }));
  return { ...job, units: threads, multiple: 1, whole: true, ranges };
}

/** The job's own ranges, each as long as its part of a share of an equal part of the time: what the ring does, while every thread ends at the same time. */
function inEqualRanges(job: RecordedJob, { threads, milliseconds }: Division): RecordedJob {
  const share = Math.ceil(job.units / threads / job.multiple) * job.multiple;
  return {
    ...job,
    ranges: job.ranges.map(({ begin }, index) => {
      const end = job.ranges[index + 1]?.begin ?? job.units;
      return { begin, milliseconds: ((end - begin) / share) * (milliseconds / threads) };
    }),
  };
}
