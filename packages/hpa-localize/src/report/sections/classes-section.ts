import { type MeasuredModel, measuredModels } from '../schema/measured-models.js';
import type { Report } from '../schema/report.js';
import { formatCount, formatScore } from '../words/format.js';
import type { Block, Section } from './section.js';

/** Up to this many classes the tables of all models are shown; longer ones wait to be unfolded. */
const UNFOLDED_CLASSES = 8;

/** How well each location is told from the others, by each model. */
export function classesSection(report: Report): Section {
  const title = 'Location by location';
  const models = measuredModels(report);
  if (models.length === 0) {
    return { title, blocks: [] };
  }
  const folded = report.dataset.classes.length > UNFOLDED_CLASSES;
  return {
    title,
    blocks: [
      { kind: 'plots', plots: [{ kind: 'class-f1', report }] },
      ...models.map((model) => perClassTable(model, { folded })),
    ],
  };
}

function perClassTable({ title, test }: MeasuredModel, { folded }: { folded: boolean }): Block {
  return {
    kind: 'table',
    folded,
    table: {
      caption: `${title}, location by location on the test split`,
      columns: [
        { label: 'Location' },
        { label: 'Precision', numeric: true },
        { label: 'Recall', numeric: true },
        { label: 'F1', numeric: true },
        { label: 'ROC AUC', numeric: true },
        { label: 'Average precision', numeric: true },
        { label: 'Support', numeric: true },
      ],
      rows: test.perClass.map(({ name, precision, recall, f1, support }, index) => [
        name,
        formatScore(precision),
        formatScore(recall),
        formatScore(f1),
        formatScore(test.rocAuc.perClass[index]!),
        formatScore(test.averagePrecision.perClass[index]!),
        formatCount(support),
      ]),
    },
  };
}
