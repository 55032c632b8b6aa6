import type { TrainingState } from '@hpa/train';
import { loadCheckpoint, saveCheckpoint } from '@hpa/train/node';
import { digest } from '../digest.js';
import type { FuzzTarget } from '../fuzz-target.js';

const tensor = (name: string, shape: readonly number[]): TrainingState['weights'][number] => {
  const length = shape.reduce((product, side) => product * side, 1);
  return { name, shape, data: Float32Array.from({ length }, (_, at) => Math.sin(at)) };
};

const STATE: TrainingState = {
  epoch: 1,
  step: 7,
  weights: [tensor('kernel', [3, 3, 4, 8]), tensor('bias', [8])],
  optimizer: {
    name: 'adam',
    settings: { beta1: 0.9 },
    learningRate: 0.1,
    step: 7,
    slots: [tensor('m', [3, 3, 4, 8]), tensor('v', [3, 3, 4, 8])],
  },
  history: [{ epoch: 1, loss: 0.5, accuracy: 1, learningRate: 0.1, seconds: 1, imagesPerSecond: 3 }],
  best: { epoch: 1, metric: 'loss', value: 0.5 },
  bestWeights: null,
};

/** Checkpoints of a training. */
export const CHECKPOINT_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'training checkpoint',
    files: ['checkpoint.json', '.bin'],
    sealed: false,
    limitBytes: 0,
    write: (folder) => saveCheckpoint(folder, STATE),
    async read(folder) {
      const state = await loadCheckpoint(folder);
      if (state === null) {
        return 'there is none';
      }
      const { weights, optimizer, ...rest } = state;
      const values = [...weights, ...optimizer.slots].map(({ data }) => data);
      return digest([rest, optimizer.name, optimizer.settings, ...values]);
    },
  },
];
