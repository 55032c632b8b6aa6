import type { Report } from '../schema/report-schema.js';
import { CALIBRATION_SCORES, CLASS_SCORES, RANKING_SCORES, SCORES, TEST_GROUPS } from '../words/scores.js';
import type { Section, Term } from './section.js';

const AGREEMENT: Term = {
  term: 'Agreement',
  meaning:
    'How much the cells of a field or group answer alike: the share of them whose answer is that of their mean probabilities or, of several locations, what both have in common (Jaccard). It says nothing of whether the answer is right.',
};

/** Terms of the report that are no metrics. */
function terms({ dataset, aggregates }: Report): readonly Term[] {
  const [unit, reason] = dataset.grouped
    ? [
        'each group of test cells is left out in turn',
        'which images happened to be tested; cells of a group stay together, as they resemble each other',
      ]
    : ['each test cell is left out in turn', 'which cells happened to be tested'];
  return [
    {
      term: '95 % interval',
      meaning: `In 95 of 100 such tests it covers the score on any number of further cells. It follows from how much the score changes if ${unit} (the jackknife). It shows how far the score may be off because of ${reason}. If a model was trained several times, it shows how much another training would change as well; if once, it does not.`,
    },
    {
      term: '95 % interval of a difference',
      meaning: `The same for the difference, if ${unit} for both at once. A difference is sure where the interval keeps to one side of 0, which is where p, before it is corrected, is below 0.05.`,
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
    ...(aggregates === undefined ? [] : [AGREEMENT]),
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
