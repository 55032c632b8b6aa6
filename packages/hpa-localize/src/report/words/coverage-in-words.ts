import { measuredModels } from '../schema/measured-models.js';
import type { Report } from '../schema/report-schema.js';
import { formatQuantity } from './format.js';
import { countTrainings, timesInWords } from './trainings-in-words.js';

/** Counts what was tested: `93 test cells`, `93 test cells of 21 groups`. */
export function testedInWords(
  { counts, testGroups }: Report['dataset'],
  { kind = 'test cell' }: { readonly kind?: string } = {},
): string {
  const cells = formatQuantity(counts.test, kind);
  return testGroups === undefined ? cells : `${cells} of ${formatQuantity(testGroups, 'group')}`;
}

/** Says what the intervals and p-values of a report cover, in one or two sentences; nothing if no model was measured. */
export function coverageInWords(report: Report): string[] {
  const [first, ...others] = measuredModels(report);
  if (first === undefined) {
    return [];
  }
  const subject = others.length === 0 ? 'The model' : 'Each model';
  const times = timesInWords(first);
  const figures = others.length === 0 ? 'intervals cover' : 'intervals and p-values cover';
  const tested = testedInWords(report.dataset);
  if (first.covers === 'cells') {
    const turn = others.length === 0 ? 'change the score' : 'turn the order';
    return [
      `${subject} was trained ${times}: ${figures} the choice of ${tested} alone, not how much another training would change. Another seed can ${turn}; --repeats trains with several.`,
    ];
  }
  const { folds } = countTrainings(first.trainings);
  const method =
    folds === 0
      ? ''
      : ' They are those of the corrected resampled t-test (Nadeau and Bengio 2003) over the folds.';
  return [
    `${subject} was trained ${times}: ${figures} what another training would change as well as the choice of ${tested}.${method}`,
  ];
}
