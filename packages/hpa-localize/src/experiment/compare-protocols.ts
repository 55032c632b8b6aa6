import { basename, join } from 'node:path';
import { writeWhole } from '../files/write-whole.js';
import { documentPage } from '../pages/document-page.js';
import { besidePublished } from '../protocols/beside-published.js';
import { independentDifference } from '../protocols/independent-difference.js';
import { protocolsDocument } from '../protocols/protocols-document.js';
import {
  type Measured,
  type ProtocolModel,
  type ProtocolsReport,
  parseProtocols,
} from '../protocols/protocols-schema.js';
import { documentMarkdown } from '../report/render-markdown.js';
import type { ModelReport, Report } from '../report/schema/report-schema.js';
import { contrastLeaked } from './contrast-leaked.js';
import { estimateScores } from './estimate-scores.js';
import type { SplitPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';
import { trainingPredictions } from './training-predictions.js';

/** One of the two runs. */
export interface ProtocolRun {
  readonly folder: string;
  readonly study: SplitDataset;
  /** Null if the run was stopped before it wrote one. */
  readonly report: Report | null;
}

/**
 * Puts the runs of both protocols side by side: protocols.json, protocols.md and protocols.html, in the folder that holds the runs.
 * The predictions are read back from there.
 *
 * @throws Error naming the file if the predictions of a model are not those of its splits.
 */
export async function compareProtocols(
  folder: string,
  {
    notebook,
    honest,
    seed,
    command,
  }: {
    readonly notebook: ProtocolRun;
    readonly honest: ProtocolRun;
    /** Integer in [0, 2^32) that decides the resampling. */
    readonly seed: number;
    /** The command line, for the reader. */
    readonly command: string;
  },
): Promise<ProtocolsReport> {
  const { study } = notebook;
  const names = [...namesOf(honest), ...namesOf(notebook)];
  const models: ProtocolModel[] = [];
  for (const name of new Set(names)) {
    models.push(await compareModel(name, { notebook, honest, seed }));
  }
  const report = parseProtocols({
    schemaVersion: 1,
    createdAt: new Date().toISOString(),
    command,
    status: [notebook, honest].every((run) => statusOf(run) === 'complete') ? 'complete' : 'interrupted',
    synthetic: study.synthetic,
    seed,
    provenance: study.provenance,
    imageSize: study.images.height,
    classes: study.classes.map(({ id, name }) => ({ id, name })),
    covers: models.some(isRepeated) ? 'trainings-and-cells' : 'cells',
    notebook: describeRun(notebook),
    honest: describeRun(honest),
    seenInTraining: countSeen(study),
    models,
    published: besidePublished({
      synthetic: study.synthetic,
      imageSize: study.images.height,
      classes: study.classes,
      cells: countCells(honest.study),
      models: models.map(({ name, notebook: own, honest: other }) => ({
        name,
        epochs: (own ?? other)?.epochs ?? 0,
      })),
    }),
  } satisfies ProtocolsReport);
  const document = protocolsDocument(report);
  await writeWhole(join(folder, 'protocols.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(join(folder, 'protocols.md'), documentMarkdown(document));
  await writeWhole(join(folder, 'protocols.html'), await documentPage(document));
  return report;
}

function isRepeated({ notebook, honest }: ProtocolModel): boolean {
  return [notebook, honest].some((measured) => (measured?.trainings ?? 1) > 1);
}

function namesOf({ report }: ProtocolRun): string[] {
  return report?.models.map(({ name }) => name) ?? [];
}

function statusOf({ report }: ProtocolRun): Report['status'] {
  return report?.status ?? 'interrupted';
}

/** What each training of a model predicts for the test split of a run, and what the run says of them. */
interface Answered {
  readonly trainings: ModelReport['trainings'];
  readonly test: readonly SplitPredictions[];
}

async function compareModel(
  name: string,
  {
    notebook,
    honest,
    seed,
  }: { readonly notebook: ProtocolRun; readonly honest: ProtocolRun; readonly seed: number },
): Promise<ProtocolModel> {
  const answers = { notebook: await readAnswers(name, notebook), honest: await readAnswers(name, honest) };
  const measured = {
    notebook: answers.notebook && measure(answers.notebook, { seed }),
    honest: answers.honest && measure(answers.honest, { seed }),
  };
  const { notebook: a, honest: b } = measured;
  const { title } = [...(notebook.report?.models ?? []), ...(honest.report?.models ?? [])].find(
    (model) => model.name === name,
  )!;
  return {
    name,
    title,
    ...measured,
    difference: a &&
      b && {
        accuracy: independentDifference({ a: a.test.accuracy, b: b.test.accuracy }),
        macroF1: independentDifference({ a: a.test.macroF1, b: b.test.macroF1 }),
      },
    contrasts:
      answers.notebook &&
      contrastLeaked(answers.notebook.test, { seen: notebook.study.leakage.seenInTraining, seed }),
  };
}

async function readAnswers(name: string, { folder, study, report }: ProtocolRun): Promise<Answered | null> {
  const model = report?.models.find((each) => each.name === name);
  if (model === undefined || model.status !== 'complete') {
    return null;
  }
  const { trainings } = model;
  const test = trainings.map((training) =>
    trainingPredictions(name, training, { folder, study, split: 'test' }),
  );
  return { trainings, test: await Promise.all(test) };
}

function measure({ trainings, test }: Answered, { seed }: { readonly seed: number }): Measured {
  const meanOf = (value: (training: ModelReport['trainings'][number]) => number) =>
    trainings.reduce((sum, training) => sum + value(training), 0) / trainings.length;
  return {
    trainings: trainings.length,
    epochs: trainings[0]!.epochs,
    validation: {
      accuracy: meanOf(({ validation }) => validation!.accuracy as number),
      macroF1: meanOf(({ validation }) => validation!.macroF1),
    },
    test: estimateScores(test, { rows: [...test[0]!.ids.keys()], seed }),
  };
}

function describeRun({ folder, study, report }: ProtocolRun): ProtocolsReport['notebook'] {
  const { train, validation, test } = study.splits;
  const groups = new Set(test.map(({ group }) => group));
  return {
    folder: basename(folder),
    status: report?.status ?? 'interrupted',
    cells: { train: train.length, validation: validation.length, test: test.length },
    distinctTestCells: new Set(test.map(({ id }) => id)).size,
    ...(study.groups !== undefined && { testGroups: groups.size }),
    baselines: (report?.baselines ?? []).map(({ name, description, test: scores }) => ({
      name,
      description,
      ...scores,
    })),
  };
}

function countSeen({ splits: { test }, leakage }: SplitDataset): ProtocolsReport['seenInTraining'] {
  const count = (kind: string | undefined) =>
    test.filter(({ id }) => leakage.seenInTraining.get(id) === kind).length;
  return {
    copy: count('copy'),
    nearDuplicate: count('near-duplicate'),
    group: count('group'),
    nothing: count(undefined),
  };
}

/** How many cells there are, each once. */
function countCells({ splits: { train, validation, test } }: SplitDataset): number {
  return train.length + validation.length + test.length;
}
