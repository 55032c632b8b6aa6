/** A closed interval, lower end first. */
export type Interval = readonly [low: number, high: number];

/** A class: its id in the data's own numbering and its name. */
export interface ClassName {
  readonly id: number;
  readonly name: string;
}

/** A metric of each class against all others: `perClass` in the order of the classes, null where undefined. */
export interface OneVersusRest {
  readonly macro: number | null;
  readonly perClass: readonly (number | null)[];
}

/** How well one class is told from the others, each score in [0, 1]; `support` counts its samples. */
export interface ClassEvaluation extends ClassName {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** All that is measured of one model on one split, as `evaluate()` of @hpa/metrics returns it. */
export interface Evaluation {
  readonly task: 'single-label';
  /** How many samples. */
  readonly n: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly balancedAccuracy: number;
  /** Matthews' correlation coefficient, in [-1, 1]. */
  readonly mcc: number;
  /** Cohen's kappa, in [-1, 1]. */
  readonly kappa: number;
  /** In nats. */
  readonly logLoss: number;
  /** Summed over classes, in [0, 2]. */
  readonly brier: number;
  /** Expected calibration error, in [0, 1]. */
  readonly ece: number;
  readonly rocAuc: OneVersusRest;
  readonly averagePrecision: OneVersusRest;
  readonly perClass: readonly ClassEvaluation[];
  /** `confusion[trueClass][predictedClass]`, counts. */
  readonly confusion: readonly (readonly number[])[];
  /** 95 % bootstrap intervals; null where there is but one sample or group. */
  readonly intervals: { readonly accuracy: Interval | null; readonly macroF1: Interval | null };
}

/** How many samples each split holds. */
export interface SplitCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** What the audit of the split found, as counts: 0 everywhere where nothing leaks. */
export interface Leakage {
  /** Ids that stand in more than one split. */
  readonly duplicateIds: number;
  /** Groups, such as source pictures, that stand in more than one split; 0 where no groups are known. */
  readonly sharedGroups: number;
  /** Pairs of nearly equal images in different splits; null where they were not looked for. */
  readonly nearDuplicates: number | null;
}

/** The samples, and how they were divided. */
export interface Dataset {
  /** Where they come from, in words: a folder, or the synthetic generator. */
  readonly source: string;
  /** In the order of every per-class list of the report. */
  readonly classes: readonly ClassName[];
  readonly counts: SplitCounts;
  readonly perClass: readonly (ClassName & SplitCounts)[];
  /** Whether whole groups were kept together in one split. */
  readonly grouped: boolean;
  /** How many groups there are, where they are known. */
  readonly groups?: number;
  /** Pixels a side of the square images that the models saw. */
  readonly imageSize: number;
  readonly leakage: Leakage;
  /** What could not be used; absent where nothing was skipped. */
  readonly skipped?: readonly SkippedCell[];
}

/** A cell that was left out, and why. */
export interface SkippedCell {
  readonly id: string;
  readonly reason: string;
}

/** An engine that could have run the training, and why it did not. */
export interface PassedOver {
  readonly name: string;
  readonly reason: string;
}

/** The engine that ran the training. */
export interface Backend {
  readonly name: string;
  /** The processor or graphics card, in words. */
  readonly device: string;
  /** Threads that compute; null where the engine does not say. */
  readonly threads: number | null;
  readonly version?: string;
  readonly passedOver: readonly PassedOver[];
}

/** A predictor that looks at no cell, or only at its channel statistics: what a model has to beat. */
export interface Baseline {
  readonly name: string;
  /** What it does, in one line. */
  readonly description: string;
  readonly test: { readonly accuracy: number; readonly macroF1: number };
}

/** What one epoch of training showed. */
export interface Epoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** The mean training loss over the epoch. */
  readonly loss: number;
  /** Training accuracy, in [0, 1]. */
  readonly accuracy?: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly validationMacroF1: number;
  readonly learningRate: number;
  readonly seconds: number;
}

/** The value of one setting of a recipe: a number, a word, a list of numbers, or null for "none". */
export type Setting = string | number | boolean | null | readonly number[];

/** How a model was trained: these settings always, and any other by its name. */
export interface Recipe {
  readonly optimizer: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly augment: Setting;
  readonly classWeights: Setting;
  readonly [setting: string]: Setting;
}

/** The epoch whose weights were kept, and the value of the metric that chose it. */
export interface BestEpoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** A validation metric by its name in {@link Epoch}, such as `validationMacroF1`. */
  readonly metric: string;
  readonly value: number;
}

/** One model: what it is, how it was trained, and how well it does. */
export interface ModelReport {
  /** The name of its folder and of its command line flag, such as `gapnet-pl`. */
  readonly name: string;
  /** The name that readers see. */
  readonly title: string;
  /** One line about its layers. */
  readonly architecture: string;
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Where the weights that training started from come from, in words. */
  readonly weights: string;
  /** Whether its training ended by itself. */
  readonly status: 'complete' | 'interrupted';
  /** How many epochs were run. */
  readonly epochs: number;
  /** Null before the first epoch has ended. */
  readonly secondsPerEpoch: number | null;
  /** Training images; null before the first epoch has ended. */
  readonly imagesPerSecond: number | null;
  /** Null before the first epoch has ended. */
  readonly best: BestEpoch | null;
  readonly history: readonly Epoch[];
  readonly recipe: Recipe;
  /** Null where training was interrupted before it was measured. */
  readonly validation: Evaluation | null;
  /** Null where training was interrupted before it was measured. */
  readonly test: Evaluation | null;
}

/** A metric that models are compared by. */
export type ComparedMetric = 'accuracy' | 'macroF1' | 'balancedAccuracy' | 'mcc';

/** Two models, by name, on the same test samples. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  readonly metric: ComparedMetric;
  /** The metric of `a` minus that of `b`. */
  readonly difference: number;
  /** 95 % interval of the difference; null where there is but one sample or group. */
  readonly interval: Interval | null;
  /** Two-sided; null where there is but one sample or group. */
  readonly pValue: number | null;
  /** After Holm's correction for the number of comparisons; null where `pValue` is. */
  readonly adjustedPValue: number | null;
  /** The test in words, such as "paired bootstrap over source pictures". */
  readonly test: string;
}

/** The whole of a comparison run: what `report.json` holds, and all that the pages beside it are made from. */
export interface Report {
  readonly schemaVersion: 1;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  /** The command line that made the run. */
  readonly command: string;
  /** Whether the run ended by itself, or holds only what was finished. */
  readonly status: 'complete' | 'interrupted';
  /** Whether the cells are drawn by a generator: then nothing here says how a model does on real ones. */
  readonly synthetic: boolean;
  /** `honest` splits without leaks; `notebook` repeats the published study, which drew images with replacement first. */
  readonly protocol: 'honest' | 'notebook';
  readonly seed: number;
  /** Plain sentences that a reader must know. */
  readonly notes: readonly string[];
  readonly dataset: Dataset;
  readonly backend: Backend;
  readonly baselines: readonly Baseline[];
  readonly models: readonly ModelReport[];
  readonly comparisons: readonly Comparison[];
}
