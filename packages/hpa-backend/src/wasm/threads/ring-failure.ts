import { FAILED, type JobRing, TEXT_LENGTH, wakeSleepers } from './job-ring.js';

// Values of the counter FAILED.
const INTACT = 0;
const WRITING = 1;
const TOLD = 2;

/** Makes a ring fail for all its threads, which then throw instead of waiting. Of several failures the first counts. */
export function reportFailure(ring: JobRing, reason: string): void {
  const { counters, text } = ring;
  if (Atomics.compareExchange(counters, FAILED, INTACT, WRITING) !== INTACT) {
    return;
  }
  const bytes = new TextEncoder().encode(reason).subarray(0, text.length);
  text.set(bytes);
  Atomics.store(counters, TEXT_LENGTH, bytes.length);
  Atomics.store(counters, FAILED, TOLD);
  wakeSleepers(ring);
  Atomics.notify(counters, FAILED);
}

/** Why a ring has failed; undefined if it has not. */
export function failureOf({ counters, text }: JobRing): string | undefined {
  if (Atomics.load(counters, FAILED) !== TOLD) {
    return undefined;
  }
  // A copy, because decoders refuse shared memory.
  return new TextDecoder().decode(text.slice(0, Atomics.load(counters, TEXT_LENGTH)));
}
