import { isScaledEngine } from './benchmark.js';
import type { Configuration, Measured } from './configuration.js';

/** What a configuration measured, or why it could not run. */
export interface Outcome {
  readonly configuration: Configuration;
  readonly measured?: Measured;
  readonly reason?: string;
}

/**
 * Measures configurations one after another, in several rounds, and joins the steps of each. Other load on the machine then
 * affects all configurations alike, so ratios stay meaningful.
 *
 * @param options.rounds Turns per configuration; an engine whose single step is scaled up gets one.
 */
export async function measureInTurns(
  configurations: readonly Configuration[],
  {
    rounds,
    measure,
  }: {
    readonly rounds: number;
    readonly measure: (configuration: Configuration) => Promise<Measured>;
  },
): Promise<Outcome[]> {
  const outcomes = configurations.map((configuration): Outcome => ({ configuration }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { configuration, measured: before, reason }] of outcomes.entries()) {
      if (reason !== undefined || (round > 0 && isScaledEngine(configuration.engine))) {
        continue;
      }
      try {
        const measured = await measure(configuration);
        outcomes[i] = { configuration, measured: before ? joined(before, measured) : measured };
      } catch (error) {
        outcomes[i] = { configuration, reason: (error as Error).message };
      }
    }
  }
  return outcomes;
}

/** The steps of two rounds of a configuration. */
function joined(before: Measured, measured: Measured): Measured {
  const kernelSeconds = [...(before.kernelSeconds ?? []), ...(measured.kernelSeconds ?? [])];
  return {
    ...measured,
    seconds: [...before.seconds, ...measured.seconds],
    ...(kernelSeconds.length > 0 && { kernelSeconds }),
  };
}
