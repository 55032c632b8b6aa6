import type { Configuration, Measured } from './configuration.js';

/** What became of a configuration: what it measured, or why it could not. */
export interface Outcome {
  readonly configuration: Configuration;
  readonly measured?: Measured;
  readonly reason?: string;
}

/** Options of {@link measureInTurns}. */
export interface MeasureInTurnsOptions {
  /** How often each one has its turn; the stock cpu backend, which takes minutes for a step, has one. */
  readonly rounds: number;
  readonly measure: (configuration: Configuration) => Promise<Measured>;
}

/**
 * Measures configurations one after another, round after round, and puts the steps of each together: whatever else the
 * machine does for a while then falls on all alike, and ratios keep their meaning.
 */
export async function measureInTurns(
  configurations: readonly Configuration[],
  { rounds, measure }: MeasureInTurnsOptions,
): Promise<Outcome[]> {
  const outcomes = configurations.map((configuration): Outcome => ({ configuration }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { configuration, measured: before, reason }] of outcomes.entries()) {
      if (reason !== undefined || (round > 0 && configuration.engine === 'stock-cpu')) {
        continue;
      }
      try {
        const measured = await measure(configuration);
        const seconds = [...(before?.seconds ?? []), ...measured.seconds];
        outcomes[i] = { configuration, measured: { ...measured, seconds } };
      } catch (error) {
        outcomes[i] = { configuration, reason: (error as Error).message };
      }
    }
  }
  return outcomes;
}
