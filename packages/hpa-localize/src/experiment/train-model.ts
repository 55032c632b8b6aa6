import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { balancedClassWeights, COMPOSITIONS, createBatches, type Sample } from '@hpa/data';
import { evaluate, macroF1 } from '@hpa/metrics';
import { saveClassifier } from '@hpa/models/node';
import { fit, type History, type MemoryLimits, predict } from '@hpa/train';
import { loadCheckpoint, saveCheckpoint } from '@hpa/train/node';
import { stringify } from 'csv-stringify/sync';
import type { Dataset } from '../dataset/open-dataset.js';
import type { TrainedWeights } from '../recipes/find-trained-weights.js';
import { type Build, type ModelName, recipes } from '../recipes/recipes.js';
import type { Report } from '../report/schema/report-schema.js';
import { type SplitPredictions, writePredictions } from './predictions-csv.js';
import { startProgress } from './progress.js';
import { writeWhole } from './run-folder.js';

type ModelReport = Report['models'][number];

/** The options of a run that concern one model. */
export interface TrainingOptions {
  readonly size: number;
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
  readonly protocol: 'honest' | 'notebook';
}

/** Checkpoints may take this share of the time: large models then skip some epochs. */
const CHECKPOINT_SHARE = 0.1;

/**
 * Builds and trains one model by its recipe, measures its best epoch, and writes its part of the run folder:
 * history.csv, predictions.csv, model/, and, while unfinished, checkpoint/.
 */
export async function trainModel(
  name: ModelName,
  run: {
    readonly dataset: Dataset;
    readonly options: TrainingOptions;
    /** What the engine can hold. */
    readonly memoryLimits: MemoryLimits;
    readonly folder: string;
    readonly signal: AbortSignal;
    readonly resume: boolean;
    /** What the models start from that can start from something. */
    readonly weights: TrainedWeights | null;
  },
): Promise<{ readonly report: ModelReport; readonly test: SplitPredictions | null }> {
  const { dataset, options, memoryLimits, folder, signal, weights } = run;
  const { title, architecture, optimizer: createOptimizer, transfer, ...fromRandom } = recipes[name];
  const { learningRate } = (weights && transfer) || fromRandom;
  const { classes, split, images } = dataset;
  const honest = options.protocol === 'honest';
  const settings: Build = {
    name,
    input: {
      height: options.size,
      width: options.size,
      ...(!honest && { channels: COMPOSITIONS['rgb-half-yellow'], normalization: 'unit' }),
    },
    classes,
    seed: options.seed,
  };
  const classifier = weights && transfer ? transfer.build(settings, weights) : fromRandom.build(settings);
  const { card } = classifier;
  const optimizer = createOptimizer(learningRate);
  const augment = honest ? 'dihedral' : 'none';
  const source = (samples: readonly Sample[], training: boolean) =>
    createBatches(samples, {
      images,
      input: card.input,
      classCount: classes.length,
      batchSize: options.batch,
      seed: options.seed,
      reuseMemory: true,
      ...(training && { shuffle: true, augment }),
    });
  const classWeights = honest
    ? balancedClassWeights(
        split.train.map(({ labels }) => labels[0] as number),
        { classCount: classes.length },
      )
    : undefined;
  const checkpointFolder = join(folder, 'checkpoint');
  const resumeFrom = run.resume ? await loadCheckpoint(checkpointFolder) : null;
  const progress = startProgress(name, { epochs: options.epochs, firstEpoch: (resumeFrom?.epoch ?? 0) + 1 });
  if (resumeFrom) {
    progress.say(`${name}: going on after epoch ${resumeFrom.epoch}`);
  }

  try {
    let checkpointed = performance.now();
    let checkpointMs = 0;
    const history = await fit(classifier, source(split.train, true), {
      optimizer,
      epochs: options.epochs,
      validation: source(split.validation, false),
      metrics: { macroF1 },
      monitor: { metric: 'macroF1', mode: 'max' },
      ...(classWeights && { classWeights }),
      schedule: (epoch) => (learningRate / 2) * (1 + Math.cos((Math.PI * epoch) / options.epochs)),
      memoryLimits,
      signal,
      resumeFrom,
      onBatch: progress.batch,
      onEpoch: async (record, snapshot) => {
        progress.epoch(record);
        if (record.epoch === options.epochs) {
          return;
        }
        const now = performance.now();
        if (now - checkpointed < checkpointMs / CHECKPOINT_SHARE) {
          return;
        }
        await saveCheckpoint(checkpointFolder, await snapshot());
        checkpointed = performance.now();
        checkpointMs = checkpointed - now;
      },
    });
    progress.end();
    await writeHistory(join(folder, 'history.csv'), history);

    const complete = history.stopped !== 'aborted';
    const measure = async (samples: readonly Sample[]) => {
      const predictions = (await predict(classifier, source(samples, false), {
        memoryLimits,
      })) as SplitPredictions;
      const groups = dataset.groups === undefined ? undefined : samples.map(({ group }) => group as string);
      const evaluation = evaluate(predictions, { classes, seed: options.seed, ...(groups && { groups }) });
      return { predictions, evaluation };
    };
    const validation = complete ? await measure(split.validation) : null;
    const test = complete ? await measure(split.test) : null;
    if (validation && test) {
      await writePredictions(join(folder, 'predictions.csv'), {
        classes,
        splits: { validation: validation.predictions, test: test.predictions },
      });
      await saveClassifier(classifier, join(folder, 'model'), {
        provenance: `${card.provenance}; trained on ${split.train.length} cells of ${dataset.source}, epoch ${history.best?.epoch} of ${options.epochs}`,
      });
      await rm(checkpointFolder, { recursive: true, force: true });
    }
    const seconds = history.epochs.map((record) => record.seconds);
    const microBatchSize = history.epochs.at(-1)?.microBatchSize;
    const rates = history.epochs.map((record) => record.imagesPerSecond);
    return {
      report: {
        name,
        title,
        architecture,
        parameters: card.parameters,
        trainableParameters: classifier.variables.reduce((total, { size }) => total + size, 0),
        provenance: card.provenance,
        status: complete ? 'complete' : 'interrupted',
        epochs: history.epochs.length,
        secondsPerEpoch: mean(seconds),
        imagesPerSecond: mean(rates),
        best: history.best,
        history: history.epochs.map(
          ({ validation: scored, imagesPerSecond: _, microBatchSize: __, ...record }) => ({
            ...record,
            validationLoss: scored?.loss as number,
            validationAccuracy: scored?.accuracy as number,
            validationMacroF1: scored?.macroF1 as number,
          }),
        ),
        recipe: {
          optimizer: optimizer.name,
          learningRate,
          batchSize: options.batch,
          ...(microBatchSize !== undefined && { microBatchSize }),
          augment,
          classWeights: classWeights ? 'balanced' : 'none',
          channels: compositionName(card.input.channels),
          normalization: card.input.normalization,
          schedule: 'cosine',
        },
        validation: validation?.evaluation ?? null,
        test: test?.evaluation ?? null,
      },
      test: test?.predictions ?? null,
    };
  } finally {
    progress.end();
    optimizer.dispose();
    classifier.dispose();
  }
}

async function writeHistory(path: string, { epochs }: History): Promise<void> {
  const header = [
    'epoch',
    'loss',
    'accuracy',
    'validation_loss',
    'validation_accuracy',
    'validation_macro_f1',
    'learning_rate',
    'seconds',
  ];
  const rows = epochs.map(({ epoch, loss, accuracy, validation, learningRate, seconds }) => [
    ...[
      epoch,
      loss,
      accuracy,
      validation?.loss,
      validation?.accuracy,
      validation?.macroF1,
      learningRate,
      seconds,
    ],
  ]);
  await writeWhole(path, stringify([header, ...rows]));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
}

/** The name of a composition of channels, or the channels one by one. */
function compositionName(channels: readonly string[]): string {
  const named = Object.entries(COMPOSITIONS).find(
    ([, composition]) => composition.join() === channels.join(),
  );
  return named?.[0] ?? channels.join(', ');
}
