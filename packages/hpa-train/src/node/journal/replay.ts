import type { Trial } from '../../search/trials/trial.js';
import { withReport } from '../../search/trials/with-report.js';
import type { JournalRecord } from './record.js';

/** A trial as the journal knows it. */
export interface JournalTrial {
  readonly trial: Trial;
  /** The attempt that counts: the last one. */
  readonly claim: string;
  /** The process that runs it; null if it has given the trial back. */
  readonly worker: string | null;
}

/** What the records of a journal come to. */
export interface Replay {
  /** What the search is; null before the first record. */
  readonly search: Extract<JournalRecord, { record: 'search' }> | null;
  /** By number. */
  readonly trials: ReadonlyMap<number, JournalTrial>;
  /** Of two claims on the same, the first in the file has it; records of a claim that does not count are as if never written. */
  apply(record: JournalRecord): void;
}

/** Follows a journal from its beginning. */
export function replay(): Replay {
  const trials = new Map<number, JournalTrial>();
  const numbers = new Map<string, number>();
  let search: Replay['search'] = null;

  /** The trial that a claim has, if it still counts. */
  const claimed = (claim: string): JournalTrial | null => {
    const known = trials.get(numbers.get(claim) ?? -1);
    return known?.claim === claim && known.trial.state === 'running' ? known : null;
  };
  const change = (known: JournalTrial, changed: Partial<JournalTrial>): void => {
    trials.set(known.trial.number, { ...known, ...changed });
  };

  const apply = (record: JournalRecord): void => {
    if (record.record === 'search') {
      search ??= record;
      return;
    }
    if (record.record === 'start') {
      const { number, claim, worker, seed, parameters } = record;
      if (!trials.has(number)) {
        numbers.set(claim, number);
        const trial: Trial = { number, parameters, seed, state: 'running', value: null, reports: [] };
        trials.set(number, { claim, worker, trial });
      }
      return;
    }
    const known = claimed(record.record === 'resume' ? record.after : record.claim);
    if (known === null) {
      return;
    }
    switch (record.record) {
      case 'resume':
        numbers.set(record.claim, known.trial.number);
        change(known, { claim: record.claim, worker: record.worker });
        break;
      case 'report':
        change(known, { trial: withReport(known.trial, [record.step, record.value]) });
        break;
      case 'end': {
        const { state, value, seconds, error } = record;
        const ended = { ...known.trial, state, value, seconds, ...(error !== undefined && { error }) };
        change(known, { trial: ended });
        break;
      }
      case 'release':
        change(known, { worker: null });
    }
  };

  return {
    get search() {
      return search;
    },
    trials,
    apply,
  };
}
