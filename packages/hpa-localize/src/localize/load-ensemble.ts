import type { Classifier, ModelCard } from '@hpa/models';
import type { OnnxClassifier } from '@hpa/models/onnx';
import { thresholdsFor } from '../answers/claimed-classes.js';
import type { PackageReading } from '../bioimage-io/input-of-package.js';
import { isPackage } from '../bioimage-io/is-package.js';
import { openPackage, type PackageModel } from '../bioimage-io/open-package.js';
import type { GraphWords } from '../graphs/graph-words.js';
import { isOnnxFile } from '../graphs/is-onnx-file.js';
import { openGraph } from '../graphs/open-graph.js';
import { loadModel } from './load-model.js';
import type { InferenceEngine } from './start-inference.js';

/**
 * A model that gives probabilities of images: one of ours in TensorFlow.js or in onnxruntime, or one of others, of a bioimage.io package
 * or an ONNX file.
 */
export type ScoringModel = Classifier | OnnxClassifier | PackageModel;

/** Whether a model is one of others. */
export function isPackageModel(model: ScoringModel): model is PackageModel {
  return !('variables' in model);
}

/** Saved models that answer as one. */
export interface Ensemble {
  readonly classifiers: readonly ScoringModel[];
  /** What they answer together; of several models, thresholds are the means of theirs. */
  readonly card: Pick<ModelCard, 'name' | 'task' | 'classes'> & { readonly thresholds?: readonly number[] };
  dispose(): void;
}

/**
 * Loads saved models that answer as one.
 *
 * @throws Error naming two folders if their models tell other classes apart, or have other tasks.
 */
export async function loadEnsemble(
  folders: readonly string[],
  {
    engine = {},
    packages = {},
    graph,
  }: {
    /** Where models of ours run; by default on the engine of TensorFlow.js that is running. */
    readonly engine?: Pick<InferenceEngine, 'onnxruntime'>;
    /** How the channels of packages among them are read. */
    readonly packages?: PackageReading;
    /** What the ONNX files among them take and give; without it, they must be ours and say it themselves. */
    readonly graph?: GraphWords;
  } = {},
): Promise<Ensemble> {
  const classifiers: ScoringModel[] = [];
  const dispose = (): void => {
    for (const classifier of classifiers) {
      classifier.dispose();
    }
  };
  try {
    for (const folder of folders) {
      if (isPackage(folder)) {
        classifiers.push(await openPackage(folder, packages));
      } else if (graph && isOnnxFile(folder)) {
        classifiers.push(await openGraph(folder, graph));
      } else {
        classifiers.push(await loadModel(folder, engine));
      }
      requireSameAnswers(classifiers, { folders });
    }
    const cards = classifiers.map(({ card }) => card);
    const [first] = cards as [ScoringModel['card']];
    return { classifiers, card: cards.length === 1 ? first : joinCards(cards), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Requires of the model that was loaded last what the first answers. */
function requireSameAnswers(
  classifiers: readonly ScoringModel[],
  { folders }: { readonly folders: readonly string[] },
): void {
  const [first] = classifiers as [ScoringModel];
  const last = classifiers.at(-1)!;
  const [ours, theirs] = [folders[0], folders[classifiers.length - 1]];
  const names = ({ card }: ScoringModel) => card.classes.map(({ id, name }) => `${name} (${id})`).join(', ');
  if (last.card.task !== first.card.task) {
    throw new Error(
      `the models of an ensemble must have one task; ${ours} is ${first.card.task}, ${theirs} ${last.card.task}`,
    );
  }
  if (names(last) !== names(first)) {
    throw new Error(
      `the models of an ensemble must tell the same classes apart, in the same order; ${ours} has ${names(first)}; ${theirs} has ${names(last)}`,
    );
  }
}

function joinCards(cards: readonly ScoringModel['card'][]): Ensemble['card'] {
  const [{ task, classes }] = cards as [ScoringModel['card']];
  const names = [...new Set(cards.map(({ name }) => name))];
  const all = cards.flatMap((card) => thresholdsFor(classes, card) ?? []);
  const mean = (column: number) =>
    cards.reduce((sum, card) => sum + thresholdsFor(classes, card)![column]!, 0) / cards.length;
  return {
    name: `ensemble of ${cards.length} (${names.join(', ')})`,
    task,
    classes,
    ...(all.length > 0 && { thresholds: classes.map((_, column) => mean(column)) }),
  };
}
