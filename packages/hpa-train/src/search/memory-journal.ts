import type { Claim, Journal, Outcome } from './journal.js';
import type { Trial } from './trials/trial.js';
import { withReport } from './trials/with-report.js';

/** A journal of one search in one process, which ends with it. */
export function memoryJournal(): Journal {
  const trials: Trial[] = [];
  const released = new Set<number>();
  const lost = new AbortController().signal;

  return {
    async join() {},
    async claim(propose): Promise<Claim | null> {
      const [given] = released;
      if (given !== undefined) {
        released.delete(given);
        return { trial: trials[given]!, resumed: true, lost };
      }
      const started = propose([...trials]);
      if (started === null) {
        return null;
      }
      const trial: Trial = { ...started, state: 'running', value: null, reports: [] };
      trials.push(trial);
      return { trial, resumed: false, lost };
    },
    async report({ trial: { number } }, report) {
      trials[number] = withReport(trials[number]!, report);
      return true;
    },
    async end({ trial: { number } }, outcome: Outcome) {
      trials[number] = { ...trials[number]!, ...outcome };
      return true;
    },
    async release({ trial: { number } }) {
      released.add(number);
    },
    trials: async () => [...trials],
    async leave() {},
  };
}
