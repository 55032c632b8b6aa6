import { type MeasuredModel, measuredModels } from '../schema/measured-models.js';
import type { Report } from '../schema/report-schema.js';
import { CLASS_SCORES, formatValue, TEST_GROUPS } from '../words/scores.js';
import { ensembleTitle } from '../words/trainings-in-words.js';
import type { Block, Section } from './section.js';

/** Up to this many classes, tables are shown; longer ones are folded. */
const UNFOLDED_CLASSES = 8;

/** How well each location is told from the others, by each model. */
export function classesSection(report: Report): Section {
  const title = 'Results by location';
  const models = measuredModels(report);
  if (models.length === 0) {
    return { title, blocks: [] };
  }
  const folded = report.dataset.classes.length > UNFOLDED_CLASSES;
  return {
    title,
    blocks: [
      { kind: 'plots', plots: [{ kind: 'class-f1', report }] },
      ...models.map((model) => perClassTable(model, { folded, tested: report.dataset.perClass })),
    ],
  };
}

function perClassTable(
  { test, ...model }: MeasuredModel,
  { folded, tested }: { readonly folded: boolean; readonly tested: Report['dataset']['perClass'] },
): Block {
  const grouped = tested.every(({ testGroups }) => testGroups !== undefined);
  const scores = [...CLASS_SCORES[test.task], ...(grouped ? [TEST_GROUPS] : [])];
  return {
    kind: 'table',
    folded,
    table: {
      caption: `${ensembleTitle(model)}, by location, on the test split`,
      columns: [{ label: 'Location' }, ...scores.map(({ label }) => ({ label, numeric: true }))],
      rows: test.perClass.map(({ name, ...measured }, index) => {
        const values: Readonly<Record<string, number | null | undefined>> = {
          ...measured,
          rocAuc: test.rocAuc.perClass[index],
          averagePrecision: test.averagePrecision.perClass[index],
          testGroups: tested[index]?.testGroups,
          threshold: test.task === 'multi-label' ? test.thresholds[index] : undefined,
        };
        return [name, ...scores.map((score) => formatValue(score, values[score.key]))];
      }),
    },
  };
}
