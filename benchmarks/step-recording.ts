/** A range of a job's units, as a thread takes it. */
export interface RecordedRange {
  readonly begin: number;
  /** How long the kernel ran on it, alone on the machine. */
  readonly milliseconds: number;
}

/** A call of a kernel. */
export interface RecordedJob {
  readonly kind: 'job';
  readonly kernel: string;
  readonly units: number;
  readonly multiple: number;
  readonly whole: boolean;
  /** All that its threads take, which follow from the units and the number of threads. */
  readonly ranges: readonly RecordedRange[];
}

/** What the calling thread asks of the kernel pool. */
export type RecordedCall = {
  /** Time of the calling thread since its last call: JavaScript, and kernels that are not the pool's. */
  readonly before: number;
} & (
  | RecordedJob
  /** It needs a result. */
  | { readonly kind: 'finish' }
  /** Memory is free once all kernels called so far are done. */
  | { readonly kind: 'release'; readonly bytes: number }
);

/** A step of a benchmark as its calls of the kernel pool. Times are in milliseconds. */
export interface StepRecording {
  /** Among how many threads each job was divided; one thread did the work of all. */
  readonly threads: number;
  readonly calls: readonly RecordedCall[];
  /** Time of the calling thread after its last call. */
  readonly after: number;
}

/** How long a kernel ran on all its units. */
export function kernelMilliseconds({ ranges }: RecordedJob): number {
  return ranges.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

/** Time of the calling thread itself in a step. */
export function callingMilliseconds({ calls, after }: StepRecording): number {
  return calls.reduce((sum, { before }) => sum + before, after);
}

/** The calls of kernels, in order. */
export function jobsOf({ calls }: StepRecording): RecordedJob[] {
  return calls.filter((call) => call.kind === 'job');
}

/**
 * Joins recordings of equal steps, divided in one way: of each range the smallest time, and the calling thread's times of `calm`. A smallest time of each of
 * those would leave out the collection of garbage, which comes at other places in each step.
 *
 * @throws Error naming the call if the steps differ in their calls.
 */
export function joinRecordings(
  steps: readonly StepRecording[],
  { calm }: { readonly calm: StepRecording },
): StepRecording {
  for (const step of steps) {
    requireSameCalls(calm, step);
  }
  const [{ threads, calls }] = steps as [StepRecording, ...StepRecording[]];
  return {
    threads,
    calls: calls.map((call, index) => ({
      ...call,
      before: calm.calls[index]!.before,
      ...(call.kind === 'job' && {
        ranges: smallest(steps.map((step) => step.calls[index] as RecordedJob)),
      }),
    })),
    after: calm.after,
  };
}

/** The step in which the calling thread took the smallest time for itself. */
export function calmestOf(steps: readonly StepRecording[]): StepRecording {
  return steps.reduce((best, step) => (callingMilliseconds(step) < callingMilliseconds(best) ? step : best));
}

/**
 * A recording whose jobs take no longer than in `finer`, which divides them among more threads: one thread could run those ranges too. On a
 * busy machine a long range is interrupted in every step, the short ones only in some.
 */
export function noLongerThan(recording: StepRecording, finer: StepRecording): StepRecording {
  const finerJobs = jobsOf(finer);
  let job = 0;
  return {
    ...recording,
    calls: recording.calls.map((call) =>
      call.kind === 'job'
        ? lasting(call, Math.min(kernelMilliseconds(call), kernelMilliseconds(finerJobs[job++]!)))
        : call,
    ),
  };
}

/** A job with the same ranges, in proportion, and this sum of milliseconds. */
export function lasting<Job extends RecordedJob>(job: Job, milliseconds: number): Job {
  const factor = milliseconds / kernelMilliseconds(job);
  return {
    ...job,
    ranges: job.ranges.map((range) => ({ ...range, milliseconds: factor * range.milliseconds })),
  };
}

function smallest(jobs: readonly RecordedJob[]): RecordedRange[] {
  return jobs[0]!.ranges.map(({ begin }, index) => ({
    begin,
    milliseconds: Math.min(...jobs.map(({ ranges }) => ranges[index]!.milliseconds)),
  }));
}

function requireSameCalls({ calls }: StepRecording, other: StepRecording): void {
  const shown = (call: RecordedCall | undefined): string =>
    call?.kind === 'job' ? `${call.kernel} over ${call.units}` : (call?.kind ?? 'none');
  for (let index = 0; index < Math.max(calls.length, other.calls.length); index++) {
    const [expected, received] = [shown(calls[index]), shown(other.calls[index])];
    if (expected !== received) {
      throw new Error(`steps must make the same calls; call ${index} is ${expected} and ${received}`);
    }
  }
}
