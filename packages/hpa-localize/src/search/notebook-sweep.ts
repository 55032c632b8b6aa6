import type { SearchSpace } from './schema/space-schema.js';

/**
 * The sweep of the public notebook (MridulaBontha/Human-Protein-Atlas-Classification): four learning rates of stochastic gradient
 * descent with Nesterov momentum, ten epochs each, on its CNN of two stages.
 */
export const NOTEBOOK_SWEEP: {
  readonly flags: {
    readonly model: string;
    readonly epochs: number;
    readonly strategy: 'grid';
    readonly pruner: 'none';
  };
  readonly space: SearchSpace;
} = {
  flags: { model: 'notebook-cnn-sgd', epochs: 10, strategy: 'grid', pruner: 'none' },
  space: { learningRate: { kind: 'choice', values: [1e-4, 1e-3, 1e-2, 1e-1] } },
};
