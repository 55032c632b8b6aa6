import type { Training } from './training-schema.js';

/** Returns the scores of an evaluation that stand by themselves: its numbers, by name. */
export function trainingScores(evaluation: {
  readonly n: number;
  readonly macroF1: number;
}): NonNullable<Training['test']> {
  const { n, macroF1 } = evaluation;
  const numbers = Object.entries<unknown>({ ...evaluation }).filter(
    ([, value]) => typeof value === 'number' || value === null,
  );
  return { ...(Object.fromEntries(numbers) as Record<string, number | null>), n, macroF1 };
}
