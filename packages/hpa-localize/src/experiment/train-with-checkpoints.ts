import type { Classifier } from '@hpa/models';
import { type Callback, fit, type History, type MemoryLimits, type TrainingState } from '@hpa/train';
import { fileCallbacks, loadCheckpoint } from '@hpa/train/node';
import type { batchesOfRecipe } from './batches-of-recipe.js';
import type { SplitDataset } from './split-dataset.js';
import type { TrainingIdentity } from './training-identity.js';
import type { Training } from './training-options.js';

/** Inside an epoch, a checkpoint is saved after so many minutes. */
const CHECKPOINT_MINUTES = 5;

/** Checkpoints may take this share of the time; large models then skip some epochs. */
const CHECKPOINT_SHARE = 0.1;

/**
 * Trains a model with checkpoints in a folder, from the one that is there if there is one.
 *
 * @throws Error naming the file if the checkpoint is damaged or of another training.
 */
export async function trainWithCheckpoints(
  classifier: Classifier,
  {
    folder,
    identity,
    splits,
    batches,
    training,
    memoryLimits,
    engine,
    signal,
    resume = true,
    onResume,
    onDamage,
    callbacks,
  }: {
    /** Of the checkpoints alone. */
    readonly folder: string;
    readonly identity: TrainingIdentity;
    readonly splits: SplitDataset['splits'];
    readonly batches: ReturnType<typeof batchesOfRecipe>;
    readonly training: Training;
    readonly memoryLimits?: MemoryLimits | undefined;
    /** What computes, in words. */
    readonly engine?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Whether to go on from a checkpoint that is there; true by default. */
    readonly resume?: boolean;
    /** Called with the state that training resumes from. */
    readonly onResume?: (state: TrainingState) => void;
    /**
     * Called with one line if the newest checkpoint is damaged, so that training resumes from the one before it, or was saved on another
     * engine.
     */
    readonly onDamage?: ((message: string) => void) | undefined;
    /** Called before the checkpoint is saved: what they were told is in it, or is told again. */
    readonly callbacks: readonly Callback[];
  },
): Promise<History> {
  const resumeFrom = resume
    ? await loadCheckpoint(folder, { identity, engine, onDamage, onOtherEngine: onDamage })
    : null;
  if (resumeFrom) {
    onResume?.(resumeFrom);
  }
  return fit(classifier, batches(splits.train, 'training'), {
    ...training.options,
    optimizer: training.optimizer,
    validation: batches(splits.validation, 'measuring'),
    ...(memoryLimits && { memoryLimits }),
    ...(signal && { signal }),
    resumeFrom,
    callbacks: [
      ...callbacks,
      fileCallbacks.checkpoint(folder, {
        identity,
        engine,
        everyMinutes: CHECKPOINT_MINUTES,
        maximumShare: CHECKPOINT_SHARE,
      }),
    ],
  });
}
