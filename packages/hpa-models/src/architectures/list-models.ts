import { networkCost } from '../network/network-cost.js';
import { requireInteger } from '../require-number.js';
import type { Classifier, ClassifierOptions } from '../types.js';
import { type ArchitectureName, BUILDERS } from './create-classifier.js';

/** The options that distinguish a network from others of its architecture. */
type Variant = Readonly<Record<string, string | number | boolean>>;

/** A builder of any architecture. Each receives only its own variants. */
interface AnyBuilder {
  (options: ClassifierOptions): Classifier;
  readonly architecture: ArchitectureName;
  readonly variants: readonly Variant[];
  minimumSize(options: Variant): number;
}

/**
 * Lists every network of this library with its smallest image size, its parameters, multiply-adds and memory. No weights are
 * made, so it takes milliseconds per network and next to no memory, whatever the image size.
 *
 * @throws RangeError if `classes` or `batchSize` is not an integer of at least 1
 * @example
 * import { listModels } from '@hpa/models';
 * const models = listModels({ input: { height: 64, width: 64 } });
 * models.find(({ architecture }) => architecture === 'gapnet').minimumSize; // 76
 */
export function listModels({
  input,
  classes = 4,
  batchSize = 1,
}: {
  /** The images; channels and normalization default to those of each architecture. */
  readonly input: ClassifierOptions['input'];
  /** Number of classes. */
  readonly classes?: number;
  /** Images per batch, for the memory. */
  readonly batchSize?: number;
}): readonly {
  readonly architecture: ArchitectureName;
  /** Options that distinguish this network from others of its architecture. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Smallest legal height and width of an image, in pixels. */
  readonly minimumSize: number;
  /** What the network costs; absent if it does not take such images. */
  readonly cost?: ReturnType<typeof networkCost>;
  /** Why it does not take such images. */
  readonly refusal?: string;
}[] {
  requireInteger(classes, { name: 'classes', minimum: 1 });
  requireInteger(batchSize, { name: 'batchSize', minimum: 1 });
  const common: ClassifierOptions = {
    input,
    classes: Array.from({ length: classes }, (_, id) => ({ id, name: `class ${id}` })),
    seed: 0,
    initialWeights: 'none',
  };
  return (Object.values(BUILDERS) as unknown as readonly AnyBuilder[]).flatMap((builder) =>
    builder.variants.map((options) => {
      const listed = {
        architecture: builder.architecture,
        options,
        minimumSize: builder.minimumSize(options),
      };
      try {
        return { ...listed, cost: networkCost(builder({ ...common, ...options }).network, { batchSize }) };
      } catch (error) {
        if (error instanceof RangeError) {
          return { ...listed, refusal: error.message };
        }
        throw error;
      }
    }),
  );
}
