import { COMPOSITIONS } from '@hpa/data';
import type { Evaluation } from '@hpa/metrics';
import type { Classifier } from '@hpa/models';
import type { History } from '@hpa/train';
import type { Recipe } from '../recipes/recipes.js';
import type { Report } from '../report/schema/report-schema.js';
import { PROTOCOLS, type ProtocolName } from './protocols.js';

/** Puts together what the report says of a model that was trained. */
export function describeModel(
  { name, title, architecture }: Recipe,
  {
    classifier: { card, variables },
    history,
    protocol,
    optimizer,
    learningRate,
    batchSize,
    evaluations,
    failure,
  }: {
    readonly classifier: Classifier;
    readonly history: History;
    readonly protocol: ProtocolName;
    readonly optimizer: string;
    readonly learningRate: number;
    readonly batchSize: number;
    /** Null if training was interrupted or failed. */
    readonly evaluations: { readonly validation: Evaluation; readonly test: Evaluation } | null;
    /** Why training failed, if it did. */
    readonly failure?: string | undefined;
  },
): Report['models'][number] {
  const { epochs, best } = history;
  const { augment, classWeights } = PROTOCOLS[protocol];
  const microBatchSize = epochs.at(-1)?.microBatchSize;
  return {
    name,
    title,
    architecture,
    parameters: card.parameters,
    trainableParameters: variables.reduce((total, { size }) => total + size, 0),
    provenance: card.provenance,
    status: failure !== undefined ? 'failed' : evaluations ? 'complete' : 'interrupted',
    ...(failure !== undefined && { failure }),
    epochs: epochs.length,
    secondsPerEpoch: mean(epochs.map(({ seconds }) => seconds)),
    imagesPerSecond: mean(epochs.map(({ imagesPerSecond }) => imagesPerSecond)),
    best,
    history: epochs.map(({ validation, imagesPerSecond: _, microBatchSize: __, ...record }) => ({
      ...record,
      validationLoss: validation?.loss as number,
      validationAccuracy: validation?.accuracy as number,
      validationMacroF1: validation?.macroF1 as number,
    })),
    recipe: {
      optimizer,
      learningRate,
      batchSize,
      ...(microBatchSize !== undefined && { microBatchSize }),
      augment,
      classWeights,
      channels: compositionName(card.input.channels),
      normalization: card.input.normalization,
      schedule: 'cosine',
    },
    validation: evaluations?.validation ?? null,
    test: evaluations?.test ?? null,
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
