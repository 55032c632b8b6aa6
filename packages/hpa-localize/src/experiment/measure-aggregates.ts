import { accuracy, type ClassLabel, macroF1 } from '@hpa/metrics';
import { aggregateCells } from '../answers/aggregate-cells.js';
import type { Aggregate, Report } from '../report/schema/report-schema.js';
import { labelLists, type SplitPredictions, toPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';
import { ensemblePredictions } from './training-predictions.js';

/**
 * Measures, for each complete model, how often the mean probabilities of the test cells of a field, or of a group, name their location,
 * beside how often those of a cell do. They follow from the predictions that the trainings left in the run folder.
 *
 * @returns undefined if no test cells have a field or group in common, or no model is complete.
 * @throws Error naming the file if predictions are gone, damaged or of other samples.
 */
export async function measureAggregates(
  models: Report['models'],
  {
    folder,
    study,
  }: {
    /** The run folder, which holds a folder for each model. */
    readonly folder: string;
    readonly study: SplitDataset;
  },
): Promise<readonly Aggregate[] | undefined> {
  const { splits, folds = [splits], classes } = study;
  const samples = new Map(folds.flatMap(({ test }) => test.map((sample) => [sample.id, sample] as const)));
  const all = [...samples.values()];
  const fieldIsGroup = all.every(({ field, group }) => field === group);
  const ways = (['field', 'group'] as const).filter(
    (by) => all.every((sample) => sample[by] !== undefined) && !(by === 'group' && fieldIsGroup),
  );
  const measured: Aggregate[] = [];
  for (const { name, trainings, status } of ways.length > 0 ? models : []) {
    if (status !== 'complete') {
      continue;
    }
    const predictions = await ensemblePredictions({ name, trainings }, { folder, study, split: 'test' });
    for (const by of ways) {
      const names = predictions.ids.map((id) => samples.get(id)![by]!);
      const aggregate = aggregatePredictions(predictions, { names, classes });
      measured.push(...(aggregate === undefined ? [] : [{ model: name, by, ...aggregate }]));
    }
  }
  return measured.length > 0 ? measured : undefined;
}

/**
 * Puts predictions together by what their cells have in common, and measures both. What holds cells of different locations has no one
 * right answer, and is left out.
 *
 * @param options.names What each cell has in common with others.
 * @returns undefined if nothing is left, or nothing of it holds two cells.
 */
export function aggregatePredictions(
  predictions: SplitPredictions,
  { names, classes }: { readonly names: readonly string[]; readonly classes: readonly ClassLabel[] },
): Omit<Aggregate, 'model' | 'by'> | undefined {
  const { ids, scores, task } = predictions;
  const thresholds = predictions.task === 'multi-label' ? predictions.thresholds : undefined;
  const labels = labelLists(predictions);
  const labelsOf = new Map<string, readonly number[]>();
  const mixed = new Set<string>();
  for (const [row, name] of names.entries()) {
    const first = labelsOf.get(name) ?? labels[row]!;
    labelsOf.set(name, first);
    if (first.join() !== labels[row]!.join()) {
      mixed.add(name);
    }
  }
  const rows = [...names.keys()].filter((row) => !mixed.has(names[row]!));
  const groups = aggregateCells(
    rows.map((row) => ({ name: names[row]!, probabilities: scores[row]! })),
    { task, ...(thresholds && { thresholds }) },
  );
  if (groups.length === rows.length) {
    return undefined;
  }
  const measure = (
    data: Pick<SplitPredictions, 'ids' | 'scores'> & { labels: readonly (readonly number[])[] },
  ) => {
    const measured = toPredictions(data, { classes, task, thresholds });
    return { accuracy: accuracy(measured), macroF1: macroF1(measured) };
  };
  const pick = <Value>(values: readonly Value[]): Value[] => rows.map((row) => values[row]!);
  return {
    count: groups.length,
    mixed: mixed.size,
    cells: { count: rows.length, ...measure({ ids: pick(ids), labels: pick(labels), scores: pick(scores) }) },
    together: measure({
      ids: groups.map(({ name }) => name),
      labels: groups.map(({ name }) => labelsOf.get(name)!),
      scores: groups.map(({ probabilities }) => probabilities),
    }),
    agreement: groups.reduce((sum, { agreement }) => sum + agreement, 0) / groups.length,
  };
}
