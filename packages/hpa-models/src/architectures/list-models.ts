import { type NetworkCost, networkCost } from '../network/network-cost.js';
import type { ClassifierOptions } from '../types.js';
import type { ArchitectureName, ArchitectureOptions } from './builders.js';
import { createClassifier } from './create-classifier.js';

/** What {@link listModels} counts for. */
export interface ListModelsOptions {
  /** What the networks see; the channels of each architecture by default. */
  readonly input: ClassifierOptions['input'];
  /** Number of classes. */
  readonly classes?: number;
  /** Images in a batch, for the memory. */
  readonly batchSize?: number;
}

/** One line of the list: a network and its options, and what it costs or why it cannot be built. */
export interface ListedModel {
  readonly architecture: ArchitectureName;
  /** What tells this one from another network of that architecture. */
  readonly options: Readonly<Record<string, string | number>>;
  /** Absent where the network takes no such images. */
  readonly cost?: NetworkCost;
  /** Why it takes no such images. */
  readonly refusal?: string;
}

type Own<Name extends ArchitectureName> = Omit<ArchitectureOptions[Name], keyof ClassifierOptions>;
type Variant = { readonly [Name in ArchitectureName]: readonly Own<Name>[] };

const VARIANTS: Variant = {
  'inception-v3': [{ pooling: 'avg' }, { pooling: 'flatten' }],
  'resnet-18': [{}],
  'resnet-50': [{}],
  'densenet-121': [{ pooling: 'avg' }, { pooling: 'avg-max' }],
  'scratch-cnn': [{ stages: 2 }, { stages: 3 }],
  gapnet: [{}],
  'gapnet-pl': [{}],
  'm-cnn': [{}],
  deeploc: [{}],
};

/**
 * Lists every network of this library with its parameters, multiply-adds and memory at a size of image. No weight is
 * made, so it takes milliseconds a network and no memory to speak of, whatever the size.
 *
 * @throws RangeError if classes or batchSize is not an integer of at least 1
 */
export function listModels({ input, classes = 4, batchSize = 1 }: ListModelsOptions): readonly ListedModel[] {
  for (const [name, value] of Object.entries({ classes, batchSize })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name} must be an integer of at least 1; received ${value}`);
    }
  }
  const common: ClassifierOptions = {
    input,
    classes: Array.from({ length: classes }, (_, id) => ({ id, name: `class ${id}` })),
    seed: 0,
    initialWeights: 'none',
  };
  return Object.entries(VARIANTS).flatMap(([name, variants]) =>
    variants.map((options): ListedModel => {
      const architecture = name as ArchitectureName;
      const listed = { architecture, options: options as ListedModel['options'] };
      try {
        // Name and options come from the same entry.
        const settings = { ...common, ...options } as ArchitectureOptions['scratch-cnn'];
        const { network } = createClassifier(architecture as 'scratch-cnn', settings);
        return { ...listed, cost: networkCost(network, { batchSize }) };
      } catch (error) {
        if (error instanceof RangeError) {
          return { ...listed, refusal: error.message };
        }
        throw error;
      }
    }),
  );
}
