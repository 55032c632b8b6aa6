import { measuredModels } from '../schema/measured-models.js';
import type { Report } from '../schema/report-schema.js';
import type { Section } from './section.js';

/** How to get every score again from the predictions beside the report, with other software. */
export function recomputeSection(report: Report): Section {
  const title = 'Compute it again';
  const [model] = measuredModels(report);
  if (!model) {
    return { title, blocks: [] };
  }
  return {
    title,
    blocks: [
      {
        kind: 'paragraph',
        text: 'Each model’s folder holds predictions.csv: a row for each cell with its id, its split, its true label and a probability for each class, in columns named p_ and the label. The predicted class is the one of highest probability. With Python and scikit-learn, in the folder of this report:',
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
