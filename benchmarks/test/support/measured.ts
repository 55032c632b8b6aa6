import type { EngineName } from '../../benchmark.js';
import type { Configuration, Measured } from '../../configuration.js';
import { registry } from '../../registry.js';

/** The first benchmark of the registry. */
export const BENCHMARK = { ...registry[0]!, batch: 16 };

/** A process that measures {@link BENCHMARK} in full. */
export function configuration(engine: EngineName): Configuration {
  return {
    benchmark: BENCHMARK.name,
    engine,
    threads: undefined,
    batch: 16,
    repeats: 5,
    warmUpSeconds: 8,
    quick: false,
  };
}

/** What such a process measures, with steps of these seconds. */
export function measured(seconds: readonly number[], more: Partial<Measured> = {}): Measured {
  return {
    device: 'any',
    threads: 1,
    version: '1',
    parameters: { total: 10, trainable: 8 },
    seconds,
    ...more,
  };
}
