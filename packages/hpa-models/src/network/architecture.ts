import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { isRecord } from '../is-record.js';
import { markWeightless } from '../layers/connect.js';
import { shown } from '../shown.js';
import type { Classifier, ClassifierOptions, InputSpec, KernelInitializer } from '../types.js';
import { assembleClassifier } from './assemble-classifier.js';
import { requireSettings } from './require-settings.js';

/** Builds classifiers of one architecture. `Own` are its options beyond those of all builders. */
export interface Architecture<Name extends string, Own extends object> {
  /**
   * Builds a classifier with random weights.
   *
   * @throws RangeError if an option is out of range
   */
  (options: ClassifierOptions & Own): Classifier;
  /** Name of the architecture on a card. */
  readonly architecture: Name;
  /** The options of the networks that `listModels` lists. */
  readonly variants: readonly Own[];
  /** Smallest legal height and width of an image, in pixels. */
  minimumSize(options: Own): number;
}

/** Everything that tells one architecture from another. */
export interface ArchitectureDefinition<
  Name extends string,
  Own extends object,
  Complete extends Readonly<Record<string, string | number | boolean>>,
> {
  readonly name: Name;
  /** Normalization and channels by default; without the latter, red, green, blue and yellow. */
  readonly input: Pick<InputSpec, 'normalization'> & Partial<Pick<InputSpec, 'channels'>>;
  /** Smallest legal height and width of an image, in pixels. */
  readonly minimumSize: number | ((options: NoInfer<Complete>) => number);
  /** The options of the networks to list; one network without options by default. */
  readonly variants?: readonly NoInfer<Own>[];
  readonly kernelInitializer: KernelInitializer;
  /**
   * Fills in the defaults of the architecture's own options. The card keeps the result, from which the same network can be
   * built again.
   *
   * @throws RangeError if an option is out of range
   */
  complete(options: Own): Complete;
  /** Applies the layers to an image [N, height, width, channels]; returns features [N, D] and logits [N, classes]. */
  build(
    image: SymbolicTensor,
    options: NoInfer<Complete> & {
      readonly classes: number;
      readonly seed: number;
      readonly kernelInitializer: KernelInitializer;
    },
  ): { readonly features: SymbolicTensor; readonly logits: SymbolicTensor };
}

/** Makes the builder of an architecture from its definition. */
export function defineArchitecture<
  Name extends string,
  Own extends object,
  Complete extends Readonly<Record<string, string | number | boolean>>,
>(definition: ArchitectureDefinition<Name, Own, Complete>): Architecture<Name, Own> {
  const { name, input, kernelInitializer, complete, build } = definition;
  const minimumSizeOf = (own: Complete): number =>
    typeof definition.minimumSize === 'number' ? definition.minimumSize : definition.minimumSize(own);

  const builder = (options: ClassifierOptions & Own): Classifier => {
    const { own, settings } = prefixErrors(name, () => {
      if (!isRecord(options)) {
        throw new RangeError(`options must be { input, classes, seed }; received ${shown(options)}`);
      }
      const own = complete(options);
      requireOptions(options, [...COMMON_OPTIONS, ...Object.keys(own)]);
      const minimumSize = minimumSizeOf(own);
      return { own, settings: requireSettings(options, { architecture: name, ...input, minimumSize }) };
    });
    const { classes, seed, initialWeights } = settings;
    const { height, width, channels } = settings.input;
    const image = layers.input({ shape: [height, width, channels.length], name: 'image' });
    if (initialWeights === 'none') {
      markWeightless(image);
    }
    const outputs = build(image, { ...own, classes: classes.length, seed, kernelInitializer });
    return assembleClassifier(
      { image, ...outputs },
      { architecture: name, settings, kernelInitializer, options: own },
    );
  };
  return Object.assign(builder, {
    architecture: name,
    variants: definition.variants ?? [{} as Own],
    minimumSize: (options: Own) => minimumSizeOf(complete(options)),
  });
}

const COMMON_OPTIONS: readonly (keyof ClassifierOptions)[] = [
  'input',
  'classes',
  'task',
  'seed',
  'name',
  'initialWeights',
];

/** Requires options that the architecture has: a misspelt one would have no effect. */
function requireOptions(options: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !known.includes(name)) {
      throw new RangeError(`${shown(name)} is not an option; there are ${known.join(', ')}`);
    }
  }
}

/** Prefixes the message of a RangeError with the name of the architecture. */
function prefixErrors<Result>(architecture: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`${architecture}: ${error.message}`) : error;
  }
}
