import { CALIBRATION_SCORES, CLASS_SCORES, SCORES } from '../words/scores.js';
import type { Section, Term } from './section.js';

/** Terms of the report that are no metrics. */
const TERMS: readonly Term[] = [
  {
    term: '95 % interval',
    meaning:
      'The range of a score over many random resamples of the test cells. It shows how far the score may be off because of which cells happened to be tested.',
  },
  {
    term: 'p',
    meaning: 'How likely a difference at least this large would be if the two models were equally good.',
  },
  {
    term: 'p, corrected',
    meaning:
      'The same, raised by Holm’s method, because among many comparisons some look large by chance alone.',
  },
];

/** What the metrics and terms of the report mean. */
export function glossarySection(): Section {
  const metrics = [...SCORES, ...CLASS_SCORES, ...CALIBRATION_SCORES].map(({ label, meaning }) => ({
    term: label,
    meaning,
  }));
  return { title: 'Glossary', blocks: [{ kind: 'terms', entries: [...metrics, ...TERMS] }] };
}
