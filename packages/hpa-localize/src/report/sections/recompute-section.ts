import { measuredModels } from '../schema/measured-models.js';
import type { Report } from '../schema/report-schema.js';
import type { Section } from './section.js';

/** How to recompute scores from the predictions beside the report, with other software. */
export function recomputeSection(report: Report): Section {
  const title = 'Recompute the scores';
  const [model] = measuredModels(report);
  if (!model) {
    return { title, blocks: [] };
  }
  return {
    title,
    blocks: [
      {
        kind: 'paragraph',
        text: 'The folder of each model holds predictions.csv. It has one row per cell: its id, its group if there are any (intervals resample whole groups), its split, its true location (label) and the probability of each location, in a column named p_ and the location. The predicted location is the one with the highest probability. This Python recomputes macro F1 in the folder of this report:',
      },
      { kind: 'code', language: 'python', code: macroF1InPython(model.name) },
    ],
  };
}

function macroF1InPython(model: string): string {
  return [
    'import pandas as pd',
    'from sklearn.metrics import f1_score',
    '',
    `cells = pd.read_csv(${JSON.stringify(`${model}/predictions.csv`)}, dtype={"label": str})`,
    'test = cells[cells.split == "test"]',
    'predicted = test.filter(regex="^p_").idxmax(axis=1).str.removeprefix("p_")',
    'print(f1_score(test.label, predicted, average="macro"))',
  ].join('\n');
}
