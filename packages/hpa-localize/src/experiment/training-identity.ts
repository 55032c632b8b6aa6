import type { Classifier } from '@hpa/models';
import { hashPath } from '../files/hash-files.js';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { SplitDataset } from './split-dataset.js';
import { digest, identifyStudy } from './study-identity.js';

/** Everything that decides how the training of one model ends, by name: a checkpoint or result with another is of another run. */
export type TrainingIdentity = Readonly<Record<string, string | number>>;

/** Says what decides how the training of one model ends. */
export async function identifyTraining(
  { name, title: _, description: __, epochs, batchSize, initialWeights: ___, tuned: ____, ...recipe }: Recipe,
  {
    classifier: { card },
    study,
    seed,
    weights = null,
  }: {
    /** The model before its training, with or without weights. */
    readonly classifier: Pick<Classifier, 'card'>;
    readonly study: SplitDataset;
    readonly seed: number;
    readonly weights?: StartingWeights | null | undefined;
  },
): Promise<TrainingIdentity> {
  const { data, split } = identifyStudy(study);
  // How levels were chosen shows in the pixels, which are identified.
  const { levels: ______, ...input } = card.input;
  const { provenance: _____, ...network } = { ...card, input };
  return {
    model: name,
    seed,
    batch: batchSize,
    epochs,
    size: `${study.images.height}x${study.images.width}`,
    protocol: study.protocol,
    task: study.task,
    classes: study.classes.map(({ id }) => id).join(','),
    recipe: digest({ ...recipe, network }).slice(0, 16),
    data: data.slice(0, 16),
    split: split.slice(0, 16),
    weights: weights === null ? 'random' : (await hashPath(weights.path)).slice(0, 16),
  };
}
