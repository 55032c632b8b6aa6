import { type SearchDocument, searchSchema } from '../../src/search/schema/search-schema.js';

/** A search of twenty trials with invented values: some were stopped early, one failed. */
export function searchFixture(changes: Partial<SearchDocument> = {}): SearchDocument {
  const trials = Array.from({ length: 20 }, (_, number): SearchDocument['trials'][number] => {
    const learningRate = number === 0 ? 5e-4 : 5e-5 * 10 ** (((number * 7) % 20) / 10);
    const optimizer = number % 3 === 1 ? 'adamw' : 'adam';
    const parameters = {
      learningRate,
      'options.dropout': number === 0 ? 0.1 : ((number * 3) % 10) / 20,
      'ema.decay': number % 2 === 0 ? null : 0.98,
      'optimizer.name': optimizer,
      ...(optimizer === 'adamw' && { 'optimizer.weightDecay': 1e-4 * (number + 1) }),
      batchSize: [16, 8, 32][number % 3]!,
    };
    const top = 0.72 - 0.2 * Math.abs(Math.log10(learningRate / 4e-4)) + ((number * 13) % 7) / 100;
    const epochs = number === 5 ? 2 : number > 3 && number % 4 === 0 ? 4 : 15;
    const reports = Array.from({ length: epochs }, (_, epoch): [number, number] => [
      epoch + 1,
      top * (1 - 0.6 * Math.exp(-epoch / 4)),
    ]);
    const state = number === 5 ? 'failed' : epochs === 15 ? 'complete' : 'pruned';
    return {
      number,
      parameters,
      seed: 1000 + number,
      state,
      value: state === 'complete' ? reports.at(-1)![1] : null,
      reports,
      seconds: 9 * epochs,
      ...(state === 'failed' && { error: 'the loss is not finite: NaN at step 61' }),
    };
  });
  const complete = trials.filter(({ value }) => value !== null);
  const best = complete.reduce((first, second) => (second.value! > first.value! ? second : first));
  return searchSchema.parse({
    schemaVersion: 1,
    command: 'hpa-localize tune --model gapnet-pl --trials 20 --data DIR --out runs/tune',
    status: 'complete',
    model: { name: 'gapnet-pl', title: 'GapNet-PL' },
    dataset: {
      provenance: 'DIR (kaggle-2018)',
      task: 'single-label',
      classes: ['Nucleoplasm', 'Cytosol', 'Plasma membrane', 'Nucleoli'].map((name, id) => ({ id, name })),
      counts: { train: 430, validation: 90 },
      imageSize: 96,
    },
    seed: 1,
    strategy: 'tpe',
    pruner: 'asha',
    requested: 20,
    epochs: 15,
    repeats: 1,
    objective: 'macro F1 on the validation split, the mean of the last 3 epochs',
    space: {
      learningRate: { kind: 'log-uniform', low: 5e-5, high: 5e-3 },
      'options.dropout': { kind: 'uniform', low: 0, high: 0.5 },
      'ema.decay': { kind: 'choice', values: [null, 0.98] },
      'optimizer.name': { kind: 'choice', values: ['adam', 'adamw'] },
      'optimizer.weightDecay': {
        kind: 'conditional',
        on: 'optimizer.name',
        values: ['adamw'],
        dimension: { kind: 'log-uniform', low: 1e-5, high: 1e-1 },
      },
      batchSize: { kind: 'choice', values: [8, 16, 32] },
    },
    trials,
    best: best.number,
    importance: [
      { key: 'learningRate', share: 0.71 },
      { key: 'options.dropout', share: 0.12 },
      { key: 'ema.decay', share: 0.08 },
      { key: 'batchSize', share: 0.05 },
      { key: 'optimizer.name', share: 0.03 },
      { key: 'optimizer.weightDecay', share: 0.01 },
    ],
    ...changes,
  }) as SearchDocument;
}
