import { COMPOSITIONS } from '@hpa/data';
import type { Classifier } from '@hpa/models';
import type { History } from '@hpa/train';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { Report, Training } from '../report/schema/report-schema.js';
import { summarizeScores } from '../report/schema/summarize-scores.js';
import { trainingScores } from '../report/schema/training-scores.js';
import type { TrainingSettings } from './describe-training.js';
import { intervalsOf } from './intervals-of.js';
import { keptEpoch } from './kept-epoch.js';
import type { MeasuredModel } from './measure-model.js';

/** Puts together what the report says of a model that was trained. */
export function describeModel(
  recipe: Recipe,
  {
    classifier: { card, variables },
    history,
    training,
    seed,
    measured,
    failure,
  }: {
    readonly classifier: Classifier;
    readonly history: History;
    /** How it was trained, as `describeTraining` gives it. */
    readonly training: TrainingSettings;
    readonly seed: number;
    /** Null if training was interrupted or failed. */
    readonly measured: Pick<MeasuredModel, 'evaluations' | 'temperature' | 'thresholds'> | null;
    /** Why training failed, if it did. */
    readonly failure?: string | undefined;
  },
): Report['models'][number] {
  const { name, title = name, architecture, description = architecture } = recipe;
  const { epochs } = history;
  const microBatchSize = epochs.at(-1)?.microBatchSize;
  const end = {
    status: failure !== undefined ? 'failed' : measured ? 'complete' : 'interrupted',
    ...(failure !== undefined && { failure }),
  } as const;
  const { validation, test } = measured?.evaluations ?? { validation: null, test: null };
  const trained: Training = {
    seed,
    ...end,
    epochs: epochs.length,
    secondsPerEpoch: mean(epochs.map(({ seconds }) => seconds)),
    imagesPerSecond: mean(epochs.map(({ imagesPerSecond }) => imagesPerSecond)),
    best: keptEpoch(history, recipe),
    history: epochs.map(({ validation, imagesPerSecond: _, microBatchSize: __, ...record }) => ({
      ...record,
      validationLoss: validation?.loss as number,
      validationAccuracy: validation?.accuracy as number,
      validationMacroF1: validation?.macroF1 as number,
    })),
    ...(measured?.thresholds && { thresholds: measured.thresholds.values }),
    ...(measured && { temperature: measured.temperature }),
    validation: validation && trainingScores(validation),
    test: test && trainingScores(test),
  };
  return {
    name,
    title,
    architecture: description,
    parameters: card.parameters,
    trainableParameters: variables.reduce((total, { size }) => total + size, 0),
    provenance: card.provenance,
    ...end,
    recipe: {
      ...training,
      ...(microBatchSize !== undefined && { microBatchSize }),
      channels: compositionName(card.input.channels),
      normalization: card.input.normalization,
    },
    trainings: [trained],
    scores: test && summarizeScores([trained], intervalsOf(test)),
    covers: 'cells',
    ...(measured?.thresholds && { thresholds: measured.thresholds }),
    validation,
    test,
  };
}

/** The name of a composition of channels, or the channels one by one. */
function compositionName(channels: readonly string[]): string {
  const named = Object.entries(COMPOSITIONS).find(([, planes]) => planes.join() === channels.join());
  return named?.[0] ?? channels.join(', ');
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
}
