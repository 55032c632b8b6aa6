import type { Prepared } from './benchmark.js';
import type { Configuration } from './configuration.js';

/** Seconds of each measured step of a benchmark, after those that warm it up. */
export async function timeSteps(
  prepared: Prepared,
  { repeats, warmUpSeconds }: Pick<Configuration, 'repeats' | 'warmUpSeconds'>,
): Promise<number[]> {
  const warm = performance.now() + 1000 * warmUpSeconds;
  let steps = 0;
  while (performance.now() < warm) {
    await prepared.run(steps++);
  }
  const seconds: number[] = [];
  while (seconds.length < repeats) {
    const started = performance.now();
    await prepared.run(steps++);
    seconds.push((performance.now() - started) / 1000);
  }
  return seconds;
}
