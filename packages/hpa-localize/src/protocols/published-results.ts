/** Where the figures of the study stand. */
export const PUBLISHED_SOURCE =
  'the notebook of github.com/MridulaBontha/Human-Protein-Atlas-Classification, as it was saved with its outputs';

/** Ids of the locations of the study: focal adhesion sites, microtubule organizing center, cytosol, cytoplasmic bodies. */
export const PUBLISHED_CLASSES: readonly number[] = [13, 18, 25, 26];

/** Height and width of its images, in pixels, and how many cells it had. */
export const PUBLISHED_SIZE = 299;
export const PUBLISHED_CELLS = 2075;

/** What always answering cytosol, its most frequent location, scores on all its cells and on its validation split. */
export const PUBLISHED_CYTOSOL = { all: 0.7084, validation: 0.7147 } as const;

/** A result of the study. */
export interface PublishedResult {
  readonly title: string;
  /** The recipe that trains it as the study did. */
  readonly recipe: string;
  /** Other recipes for the same network. */
  readonly sameNetwork: readonly string[];
  readonly epochs: number;
  readonly validationAccuracy: number;
  /** Null if it was not published. */
  readonly testAccuracy: number | null;
}

/**
 * The accuracies that the study gives, of its own split: images were drawn with replacement before it, so that about half of its
 * validation and test cells have a copy in training.
 */
export const PUBLISHED_RESULTS: readonly PublishedResult[] = [
  {
    title: 'InceptionV3, all layers trained',
    recipe: 'notebook-inception-v3-flatten',
    sameNetwork: ['inception-v3'],
    epochs: 20,
    validationAccuracy: 0.8462,
    testAccuracy: null,
  },
  {
    title: 'InceptionV3, upper layers trained',
    recipe: 'notebook-inception-v3-top',
    sameNetwork: ['inception-v3'],
    // One of the head, and 20 more.
    epochs: 21,
    validationAccuracy: 0.7147,
    testAccuracy: null,
  },
  {
    title: 'CNN of two stages, Adam',
    recipe: 'notebook-cnn-adam',
    sameNetwork: ['scratch-cnn'],
    epochs: 20,
    validationAccuracy: 0.9038,
    testAccuracy: 0.865,
  },
  {
    title: 'CNN of two stages, SGD',
    recipe: 'notebook-cnn-sgd',
    sameNetwork: ['scratch-cnn'],
    epochs: 20,
    validationAccuracy: 0.8718,
    testAccuracy: null,
  },
  {
    title: 'CNN of three stages, Adam',
    recipe: 'notebook-cnn-3',
    sameNetwork: ['scratch-cnn-3'],
    epochs: 20,
    validationAccuracy: 0.8846,
    testAccuracy: null,
  },
  {
    title: 'GapNet, batch-norm variant',
    recipe: 'notebook-gapnet',
    sameNetwork: ['gapnet'],
    epochs: 30,
    validationAccuracy: 0.75,
    testAccuracy: null,
  },
];
