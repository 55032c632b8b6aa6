import { type MeasuredModel, measuredModels } from '../schema/measured-models.js';
import type { Aggregate, Dataset, Report } from '../schema/report-schema.js';
import { trainingFolder } from '../schema/training-folder.js';
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
  if (model.trainings.length > 1) {
    return {
      title,
      blocks: [
        { kind: 'paragraph', text: `${WHAT_THE_FILE_HOLDS[task]} ${SEVERAL_TRAININGS}` },
        { kind: 'code', language: 'python', code: OF_ENSEMBLE[task](model) },
        ...together(report, { model, rows: 'means' }),
      ],
    };
  }
  return {
    title,
    blocks: [
      { kind: 'paragraph', text: `${WHAT_THE_FILE_HOLDS[task]} ${ONE_TRAINING}` },
      { kind: 'code', language: 'python', code: MACRO_F1[task](model.name) },
      ...together(report, { model, rows: 'test' }),
      ...uncalibrated(model, { task }),
    ],
  };
}

const WHAT_THE_FILE_HOLDS: Readonly<Record<Task, string>> = {
  'single-label':
    'The folder of each training holds predictions.csv. It has one row per cell: its id, its group if there are any (intervals leave out whole groups), its split, its true location (label), the predicted one and the probability of each location, in a column named p_ and the location. The predicted location is the one with the highest probability.',
  'multi-label':
    'The folder of each training holds predictions.csv. It has one row per cell: its id, its group if there are any (intervals leave out whole groups), its split, its true locations (label), the predicted ones, both as names joined by a vertical bar and empty if there is none, and the probability of each location, in a column named p_ and the location. A location is predicted if its probability is at least its threshold, which report.json holds in the order of these columns.',
};

const ONE_TRAINING = 'This Python recomputes macro F1 in the folder of this report:';

const SEVERAL_TRAININGS =
  'This Python, in the folder of this report, recomputes macro F1 of each training and then of the ensemble, whose probabilities are the means over the trainings that tested a cell:';

/** Reads the predictions of every training of a model as one table. */
function readAll({ name, trainings }: MeasuredModel): string[] {
  const files = trainings.map((training) => pathInPython(trainingFolder(name, training)));
  return [
    'import pandas as pd',
    'from sklearn.metrics import f1_score',
    '',
    `files = [${files.join(',\n         ')}]`,
    'cells = pd.concat(pd.read_csv(file, dtype={"label": str}, keep_default_na=False).assign(file=file)',
    '                  for file in files)',
    'test = cells[cells.split == "test"]',
    '# A cell that was drawn several times has as many rows.',
    'test = test.assign(copy=test.groupby(["file", "id"]).cumcount())',
    'names = [column.removeprefix("p_") for column in test if column.startswith("p_")]',
  ];
}

const OF_ENSEMBLE: Readonly<Record<Task, (model: MeasuredModel) => string>> = {
  'single-label': (model) =>
    [
      ...readAll(model),
      '',
      'def macro_f1(rows):',
      '    predicted = rows[["p_" + name for name in names]].idxmax(axis=1).str.removeprefix("p_")',
      '    return f1_score(rows.label, predicted, average="macro")',
      '',
      'print(test.groupby("file").apply(macro_f1))',
      'means = test.groupby(["id", "copy", "group", "label"]).mean(numeric_only=True).reset_index()',
      'print(macro_f1(means))',
    ].join('\n'),
  'multi-label': (model) =>
    [
      'import json',
      ...readAll(model),
      'with open("report.json", encoding="utf-8") as file:',
      '    models = {model["name"]: model for model in json.load(file)["models"]}',
      `model = models[${JSON.stringify(model.name)}]`,
      '',
      'def macro_f1(rows, thresholds):',
      '    true = [[name in label.split("|") for name in names] for label in rows.label]',
      '    predicted = rows[["p_" + name for name in names]].to_numpy() >= thresholds',
      '    return f1_score(true, predicted, average="macro", zero_division=0)',
      '',
      'for file, training in zip(files, model["trainings"]):',
      '    print(file, macro_f1(test[test.file == file], training["thresholds"]))',
      'means = test.groupby(["id", "copy", "group", "label"]).mean(numeric_only=True).reset_index()',
      'print(macro_f1(means, model["thresholds"]["values"]))',
    ].join('\n'),
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

/** How to recompute what the cells of a field or group answer together; nothing if none have one in common. */
function together(
  { aggregates = [], dataset: { task } }: Report,
  {
    model,
    rows,
  }: {
    readonly model: MeasuredModel;
    /** What the table of the test cells is called. */
    readonly rows: 'test' | 'means';
  },
): Block[] {
  const own = aggregates.filter((each) => each.model === model.name);
  return own.flatMap(({ by }): Block[] => [
    {
      kind: 'paragraph',
      text: `This adds the share of the ${by}s whose mean probabilities name the right ${task === 'multi-label' ? 'locations' : 'location'}, as above:`,
    },
    { kind: 'code', language: 'python', code: OF_GROUPS[task](NAME_OF[by](rows), rows) },
  ]);
}

/** What cells have in common: a group, or the field, which is in their ids before the last underscore. */
const NAME_OF: Readonly<Record<Aggregate['by'], (rows: string) => string>> = {
  group: (rows) => `${rows}.group`,
  field: (rows) => `${rows}.id.str.rsplit("_", n=1).str[0]`,
};

const meansOfGroups = (name: string, rows: string): string[] => [
  `cells = ${rows}.assign(name=${name})`,
  'cells = cells[cells.groupby("name").label.transform("nunique") == 1].groupby("name")',
  'true, averages = cells.label.first(), cells.mean(numeric_only=True).filter(regex="^p_")',
];

const OF_GROUPS: Readonly<Record<Task, (name: string, rows: string) => string>> = {
  'single-label': (name, rows) =>
    [
      ...meansOfGroups(name, rows),
      'print((averages.idxmax(axis=1).str.removeprefix("p_") == true).mean())',
    ].join('\n'),
  'multi-label': (name, rows) =>
    [
      ...meansOfGroups(name, rows),
      'right = [[name in label.split("|") for name in names] for label in true]',
      'print(((averages.to_numpy() >= model["thresholds"]["values"]) == right).all(axis=1).mean())',
    ].join('\n'),
};

/** How to get back the probabilities before they were scaled by temperature. */
function uncalibrated({ trainings }: MeasuredModel, { task }: { readonly task: Task }): Block[] {
  const temperature = trainings[0]?.temperature;
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
      'before = expit(logit(probabilities) * model["trainings"][0]["temperature"]["values"])',
      'print(before)',
    ].join('\n'),
};

function pathInPython(folder: string): string {
  return JSON.stringify(`${folder}/predictions.csv`);
}
