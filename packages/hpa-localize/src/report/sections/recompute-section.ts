import { type MeasuredModel, measuredModels } from '../schema/measured-models.js';
import type { Dataset, Report } from '../schema/report-schema.js';
import type { Block, Section } from './section.js';

type Task = Dataset['task'];

/** How to recompute scores from the predictions beside the report, with other software. */
export function recomputeSection(report: Report): Section {
  const title = 'Recompute the scores';
  const [model] = measuredModels(report);
  if (!model) {
    return { title, blocks: [] };
  }
  const { task } = report.dataset;
  return {
    title,
    blocks: [
      { kind: 'paragraph', text: WHAT_THE_FILE_HOLDS[task] },
      { kind: 'code', language: 'python', code: MACRO_F1[task](model.name) },
      ...uncalibrated(model, { task }),
    ],
  };
}

const WHAT_THE_FILE_HOLDS: Readonly<Record<Task, string>> = {
  'single-label':
    'The folder of each model holds predictions.csv. It has one row per cell: its id, its group if there are any (intervals resample whole groups), its split, its true location (label), the predicted one and the probability of each location, in a column named p_ and the location. The predicted location is the one with the highest probability. This Python recomputes macro F1 in the folder of this report:',
  'multi-label':
    'The folder of each model holds predictions.csv. It has one row per cell: its id, its group if there are any (intervals resample whole groups), its split, its true locations (label), the predicted ones, both as names joined by a vertical bar and empty if there is none, and the probability of each location, in a column named p_ and the location. A location is predicted if its probability is at least its threshold, which report.json holds in the order of these columns. This Python recomputes macro F1 in the folder of this report:',
};

const MACRO_F1: Readonly<Record<Task, (model: string) => string>> = {
  'single-label': (model) =>
    [
      'import pandas as pd',
      'from sklearn.metrics import f1_score',
      '',
      `cells = pd.read_csv(${pathInPython(model)}, dtype={"label": str})`,
      'test = cells[cells.split == "test"]',
      'probabilities = test.filter(regex="^p_")',
      'predicted = probabilities.idxmax(axis=1).str.removeprefix("p_")',
      'print(f1_score(test.label, predicted, average="macro"))',
    ].join('\n'),
  'multi-label': (model) =>
    [
      'import json',
      'import pandas as pd',
      'from sklearn.metrics import f1_score',
      '',
      'with open("report.json", encoding="utf-8") as file:',
      '    models = {model["name"]: model for model in json.load(file)["models"]}',
      `model = models[${JSON.stringify(model)}]`,
      `cells = pd.read_csv(${pathInPython(model)},`,
      '                    dtype={"label": str}, keep_default_na=False)',
      'test = cells[cells.split == "test"]',
      'probabilities = test.filter(regex="^p_")',
      'names = [column.removeprefix("p_") for column in probabilities]',
      'true = [[name in label.split("|") for name in names] for label in test.label]',
      'predicted = probabilities.to_numpy() >= model["thresholds"]["values"]',
      'print(f1_score(true, predicted, average="macro", zero_division=0))',
    ].join('\n'),
};

/** How to get back the probabilities before they were scaled by temperature. */
function uncalibrated({ temperature }: MeasuredModel, { task }: { readonly task: Task }): Block[] {
  if (!temperature) {
    return [];
  }
  return [
    {
      kind: 'paragraph',
      text: 'The probabilities are those after scaling by temperature. This gives back those of before, of which the calibration error before is computed:',
    },
    { kind: 'code', language: 'python', code: BEFORE_TEMPERATURE[task](temperature.values) },
  ];
}

const BEFORE_TEMPERATURE: Readonly<Record<Task, (temperatures: readonly number[]) => string>> = {
  'single-label': ([temperature]) =>
    [
      `before = probabilities ** ${temperature}`,
      'before = before.div(before.sum(axis=1), axis=0)',
      'print(before)',
    ].join('\n'),
  'multi-label': () =>
    [
      'from scipy.special import expit, logit',
      '',
      'before = expit(logit(probabilities) * model["temperature"]["values"])',
      'print(before)',
    ].join('\n'),
};

function pathInPython(model: string): string {
  return JSON.stringify(`${model}/predictions.csv`);
}
