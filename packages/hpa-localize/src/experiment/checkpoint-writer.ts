import type { TrainingState } from '@hpa/train';
import { saveCheckpoint } from '@hpa/train/node';
import type { TrainingIdentity } from './training-identity.js';

/** Checkpoints may take this share of the time; large models then skip some epochs. */
const CHECKPOINT_SHARE = 0.1;

/** Makes a function that saves a snapshot, unless saving the last one took so long that it is too early for the next. */
export function checkpointWriter(
  folder: string,
  { identity }: { readonly identity: TrainingIdentity },
): (snapshot: () => Promise<TrainingState>) => Promise<void> {
  let saved = performance.now();
  let savingMs = 0;
  return async (snapshot) => {
    const now = performance.now();
    if (now - saved < savingMs / CHECKPOINT_SHARE) {
      return;
    }
    await saveCheckpoint(folder, await snapshot(), { identity });
    saved = performance.now();
    savingMs = saved - now;
  };
}
