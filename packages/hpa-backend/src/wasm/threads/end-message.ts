import { type JobRing, KERNEL, kernelOf, nextJob, slotOf } from './job-ring.js';

/**
 * What to say of a thread that has ended: the kernel that it was running, or the last one called.
 *
 * @param options.names Of the kernels, in the order in which jobs number them.
 */
export function endMessage(
  ring: JobRing,
  {
    thread,
    reason,
    names,
  }: { readonly thread: number; readonly reason: string; readonly names: readonly string[] },
): string {
  const running = kernelOf(ring, thread);
  const last = slotOf(ring, (nextJob(ring) - 1) | 0).numbers[KERNEL]!;
  const name = names[running ?? last]!;
  const kernel = running === undefined ? `after kernel ${name} was called` : `in kernel ${name}`;
  return `thread ${thread} of ${ring.threads} ended ${kernel}: ${reason}`;
}
