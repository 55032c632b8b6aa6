import type { Trial } from './trial.js';

/** The trial with one more report, in the place of an earlier one of that step. */
export function withReport(trial: Trial, [step, value]: readonly [number, number]): Trial {
  const others = trial.reports.filter(([reported]) => reported !== step);
  const reports = [...others, [step, value] as const].sort(([a], [b]) => a - b);
  return { ...trial, reports };
}
