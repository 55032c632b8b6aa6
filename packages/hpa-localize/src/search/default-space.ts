import type { SearchSpace } from './schema/space-schema.js';

/** What a recipe says that decides which keys are worth varying. */
interface VariedRecipe {
  readonly learningRate: number;
  readonly optimizer: { readonly name: string; readonly weightDecay?: number };
  readonly schedule: { readonly name: string };
  readonly loss: { readonly name: string };
  readonly augment: unknown;
  readonly batchSize: number;
  readonly l2: number;
  readonly epochs: number;
  readonly ema?: { readonly decay: number };
}

/** Of AdamW where the recipe says nothing: that of `adamw` in @hpa/train. */
export const ADAMW_WEIGHT_DECAY = 0.01;
/** The longest warm-up, as a share of the epochs. */
const WARM_UP_SHARE = 0.2;

/**
 * The space of a recipe: its learning rate, what keeps weights small (the decay of AdamW, or a penalty), dropout if the network has it,
 * warm-up if the schedule has it, the moving average of weights, label smoothing if a cell has one location, augmentation if it is one
 * word, and the size of batches. The recipe itself is a point of it.
 */
export function defaultSpace(
  recipe: VariedRecipe,
  {
    task,
    dropout,
  }: {
    readonly task: 'single-label' | 'multi-label';
    /** The rate of dropout of the network as the recipe builds it; undefined if it has none of that name. */
    readonly dropout: number | undefined;
  },
): SearchSpace {
  const { learningRate, optimizer, schedule, loss, augment, batchSize, l2, epochs, ema } = recipe;
  const { weightDecay = ADAMW_WEIGHT_DECAY } = optimizer;
  const longestWarmUp = Math.floor(epochs * WARM_UP_SHARE);
  return {
    learningRate: tenfold(learningRate),
    ...(optimizer.name === 'adamw' && weightDecay > 0
      ? { 'optimizer.weightDecay': tenfold(weightDecay) }
      : { l2: { kind: 'choice', values: withOwn([0, 1e-6, 1e-5, 1e-4], l2) } }),
    ...(dropout !== undefined && {
      'options.dropout': { kind: 'uniform', low: 0, high: Math.max(0.5, dropout) },
    }),
    ...((schedule.name === 'cosine' || schedule.name === 'linear') &&
      longestWarmUp > 0 && {
        'schedule.warmUp': { kind: 'integer', low: 0, high: longestWarmUp, log: false },
      }),
    'ema.decay': { kind: 'choice', values: [null, ...withOwn([0.9, 0.98], ema?.decay ?? 0.9)] },
    ...(task === 'single-label' &&
      loss.name === 'cross-entropy' && {
        'loss.labelSmoothing': { kind: 'uniform', low: 0, high: 0.2 },
      }),
    ...(typeof augment === 'string' && {
      augment: { kind: 'choice', values: ['none', 'flips', 'dihedral'] },
    }),
    batchSize: { kind: 'choice', values: withOwn([8, 16, 32], batchSize) },
  };
}

/** From a tenth of what the recipe has to ten times it. */
function tenfold(own: number): SearchSpace[string] {
  return { kind: 'log-uniform', low: own / 10, high: own * 10 };
}

function withOwn(values: readonly number[], own: number): number[] {
  return [...new Set([...values, own])].sort((a, b) => a - b);
}
