/** A cell as the last layer of a model sees it, and what the layer should say of it. */
export interface HeadExample {
  /** What goes into the last layer. */
  readonly features: Float32Array;
  /** What came out of it before: the logits in class order. */
  readonly logits: readonly number[];
  /** The probabilities that it should give: 1 for each class that a person says and else 0, or those that it gives already. */
  readonly target: readonly number[];
  /** How much the example counts, in (0, 1]. */
  readonly weight: number;
}

/** A change of the last layer, a dense one. */
export interface HeadChange {
  /** Added to the kernel, [features, classes] row by row. */
  readonly kernel: Float32Array;
  /** Added to the bias, by class. */
  readonly bias: Float32Array;
}

/** How the features of cells are spread: what is common to all of them says nothing of a class. */
export interface FeatureScale {
  readonly mean: Float32Array;
  /** Mean squared distance of a cell from the mean. */
  readonly spread: number;
}

/** How the last layer is trained. */
export interface HeadTraining {
  readonly task: 'single-label' | 'multi-label';
  readonly scale: FeatureScale;
}

/** How strongly the layer is held to what it was, chosen on cells of the Human Protein Atlas: decision 41 has the figures. */
const STRENGTH = 1;
/** Of the slope of the loss, in probabilities. */
const TOLERANCE = 1e-3;
const MAXIMUM_STEPS = 2000;
/** Maximum number of trainings by which a training is judged. */
const FOLDS = 40;

/** Measures how features are spread. */
export function featureScale(features: readonly Float32Array[]): FeatureScale {
  const mean = new Float32Array(features[0]!.length);
  for (const row of features) {
    for (const [at, value] of row.entries()) {
      mean[at]! += value / features.length;
    }
  }
  const squared = features.map((row) => row.reduce((sum, value, at) => sum + (value - mean[at]!) ** 2, 0));
  const spread = squared.reduce((sum, each) => sum + each, 0) / features.length;
  // One cell, or cells that are all alike, have no spread; the bias alone is then trained.
  return { mean, spread: spread > 0 ? spread : 1 };
}

/**
 * Trains the last layer of a classifier further on a few examples: the cross-entropy of all of them, plus a penalty on the squared change
 * of the layer, so that a few move it little and it stays what it was for all that is unlike them.
 *
 * The change is a sum over examples (the representer theorem), so that its coefficients are found in as many dimensions as there are
 * examples, by gradient steps whose length the curvature bounds. The problem is convex: the result depends on the examples alone.
 */
export function fitHead(examples: readonly HeadExample[], { task, scale }: HeadTraining): HeadChange {
  const likenesses = likenessesOf(examples, scale);
  return toChange(examples, { coefficients: fitCoefficients(examples, { task, likenesses }), scale });
}

/**
 * How many of the first `count` examples a training gets right that has not seen them: each is left out in turn, or a part of them where
 * there are more than 40.
 *
 * @param count how many examples are judged; the others, which say what the layer gives already, are in every training
 */
export function leaveOneOut(
  examples: readonly HeadExample[],
  {
    task,
    scale,
    count,
    isRight,
  }: HeadTraining & {
    readonly count: number;
    /** Whether logits say of an example what they should. */
    readonly isRight: (logits: readonly number[], target: readonly number[]) => boolean;
  },
): number {
  const likenesses = likenessesOf(examples, scale);
  const folds = Math.min(FOLDS, count);
  let right = 0;
  for (let fold = 0; fold < folds; fold++) {
    const isLeft = (at: number): boolean => at < count && at % folds === fold;
    const seen = [...examples.keys()].filter((at) => !isLeft(at));
    const coefficients = fitCoefficients(
      seen.map((at) => examples[at]!),
      { task, likenesses: seen.map((row) => Float64Array.from(seen, (column) => likenesses[row]![column]!)) },
    );
    for (const [at, { logits, target }] of examples.entries()) {
      const classes = logits.length;
      const moved = logits.map((logit, column) =>
        seen.reduce(
          (sum, other, row) => sum + likenesses[at]![other]! * coefficients[row * classes + column]!,
          logit,
        ),
      );
      right += isLeft(at) && isRight(moved, target) ? 1 : 0;
    }
  }
  return right;
}

/** How like each other examples are: products of their features from the mean, and 1 for the bias. */
function likenessesOf(
  examples: readonly HeadExample[],
  { mean, spread }: FeatureScale,
): readonly Float64Array[] {
  const centered = examples.map(({ features }) => features.map((value, at) => value - mean[at]!));
  return centered.map((one) =>
    Float64Array.from(centered, (other) => {
      let sum = 0;
      for (let at = 0; at < one.length; at++) {
        sum += one[at]! * other[at]!;
      }
      return 1 + sum / spread;
    }),
  );
}

/** The coefficients of the examples, by example and class. */
function fitCoefficients(
  examples: readonly HeadExample[],
  { task, likenesses }: Pick<HeadTraining, 'task'> & { readonly likenesses: readonly Float64Array[] },
): Float64Array {
  const activate = task === 'multi-label' ? sigmoids : softmax;
  const curvature = task === 'multi-label' ? 1 / 4 : 1 / 2;
  const widest = Math.max(...likenesses.map((row) => row.reduce((sum, each) => sum + Math.abs(each), 0)));
  const step = 1 / (STRENGTH + curvature * widest);
  const classes = examples[0]!.logits.length;
  let coefficients = new Float64Array(examples.length * classes);
  for (let taken = 0; taken < MAXIMUM_STEPS; taken++) {
    const next = new Float64Array(coefficients.length);
    let steepest = 0;
    for (const [row, { logits, target, weight }] of examples.entries()) {
      const moved = [...logits];
      for (let other = 0; other < examples.length; other++) {
        for (let column = 0; column < classes; column++) {
          moved[column]! += likenesses[row]![other]! * coefficients[other * classes + column]!;
        }
      }
      for (const [column, probability] of activate(moved).entries()) {
        const at = row * classes + column;
        const slope = weight * (probability - target[column]!) + STRENGTH * coefficients[at]!;
        steepest = Math.max(steepest, Math.abs(slope));
        next[at] = coefficients[at]! - step * slope;
      }
    }
    coefficients = next;
    if (steepest < TOLERANCE) {
      break;
    }
  }
  return coefficients;
}

function toChange(
  examples: readonly HeadExample[],
  {
    coefficients,
    scale: { mean, spread },
  }: { readonly coefficients: Float64Array; readonly scale: FeatureScale },
): HeadChange {
  const classes = examples[0]!.logits.length;
  const kernel = new Float32Array(mean.length * classes);
  const bias = new Float32Array(classes);
  for (const [row, { features }] of examples.entries()) {
    for (let column = 0; column < classes; column++) {
      const coefficient = coefficients[row * classes + column]!;
      bias[column]! += coefficient;
      for (let at = 0; at < mean.length; at++) {
        const change = ((features[at]! - mean[at]!) * coefficient) / spread;
        kernel[at * classes + column]! += change;
        bias[column]! -= change * mean[at]!;
      }
    }
  }
  return { kernel, bias };
}

/** Probabilities of classes of which a cell has one. */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Probabilities of classes of which a cell may have several. */
export function sigmoids(logits: readonly number[]): number[] {
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}
