import { type Evaluation, evaluate } from '@hpa/metrics';
import type { SplitPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';

/** Measures predictions as the report shows them, with intervals over whole groups if there are any. */
export function evaluatePredictions(
  data: SplitPredictions,
  {
    study: { classes },
    seed,
  }: {
    readonly study: Pick<SplitDataset, 'classes'>;
    /** Integer in [0, 2^32) that decides which groups or cells are joined if there are very many. */
    readonly seed: number;
  },
): Evaluation {
  return evaluate(data, { classes, seed, ...(data.groups && { groups: data.groups }) });
}
