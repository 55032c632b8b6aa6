import type { TrainingState } from './training-state.js';

/**
 * Hands out a snapshot function that refuses once its moment, between two epochs, has passed, and waits for every
 * snapshot that it took.
 */
export async function withSnapshot(
  snapshot: () => Promise<TrainingState>,
  use: (take: () => Promise<TrainingState>) => void | Promise<void>,
): Promise<void> {
  const taken: Promise<TrainingState>[] = [];
  let open = true;
  try {
    await use(async () => {
      if (!open) {
        throw new Error('snapshot() must be called before onEpoch is done; training has gone on');
      }
      const state = snapshot();
      taken.push(state);
      return state;
    });
  } finally {
    open = false;
    await Promise.allSettled(taken);
  }
}
