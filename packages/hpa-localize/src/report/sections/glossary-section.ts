import type { Report } from '../schema/report-schema.js';
import { formatCount } from '../words/format.js';
import { DIFFERENCE_RESAMPLES, INTERVAL_RESAMPLES } from '../words/resamples.js';
import { CALIBRATION_SCORES, CLASS_SCORES, RANKING_SCORES, SCORES, TEST_GROUPS } from '../words/scores.js';
import type { Section, Term } from './section.js';

/** Terms of the report that are no metrics. */
function terms({ dataset, seed }: Report): readonly Term[] {
  const [units, reason] = dataset.grouped
    ? [
        'whole groups of test cells, as many as there are, with replacement',
        'which images happened to be tested; cells of a group stay together, as they resemble each other',
      ]
    : ['test cells, as many as there are, with replacement', 'which cells happened to be tested'];
  return [
    {
      term: '95 % interval',
      meaning: `The middle 95 % of a score over ${formatCount(INTERVAL_RESAMPLES)} random resamples, each of ${units} (seed ${seed}). It shows how far the score may be off because of ${reason}. Models are not trained anew, so it does not show how much another training would change.`,
    },
    {
      term: '95 % interval of a difference',
      meaning: `The same over ${formatCount(DIFFERENCE_RESAMPLES)} resamples (seed ${seed}), in each of which both are scored on the same cells. A difference is sure where the interval keeps to one side of 0.`,
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
}

/** What the metrics and terms of the report mean. */
export function glossarySection(report: Report): Section {
  const { task } = report.dataset;
  const groups = report.dataset.testGroups === undefined ? [] : [TEST_GROUPS];
  const scores = [
    ...SCORES[task],
    ...CLASS_SCORES[task],
    ...groups,
    ...CALIBRATION_SCORES[task],
    ...RANKING_SCORES,
  ];
  const metrics = [...new Set(scores)].map(({ label, meaning }) => ({ term: label, meaning }));
  return { title: 'Glossary', blocks: [{ kind: 'terms', entries: [...metrics, ...terms(report)] }] };
}
