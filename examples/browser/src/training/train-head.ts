import type { Correction } from '../answering/messages.js';
import { featureScale, fitHead, type HeadExample, leaveOneOut, sigmoids, softmax } from './fit-head.js';
import type { TrainableHead } from './trainable-head.js';

/** From how many corrections on a training is judged. */
const JUDGED = 8;
/** Maximum number of other cells that the layer is held to. */
const HELD = 60;

/**
 * Trains a head on corrections, from what it was when it was opened. Cells that nobody has spoken of, up to 60, are in the training with
 * the probabilities that they have: people correct what is wrong, and a layer that saw nothing else would forget what was right.
 *
 * @param answered the features of all cells that were answered for, by id
 * @returns Of how many corrections the head is right, as opened and trained, and trained on all others; undefined for under 8.
 */
export function trainHead(
  head: TrainableHead,
  {
    task,
    answered,
    corrections,
    isRight,
  }: {
    readonly task: 'single-label' | 'multi-label';
    readonly answered: ReadonlyMap<string, Float32Array>;
    readonly corrections: readonly Correction[];
    /** Whether a model claims by its logits the classes of a target. */
    readonly isRight: (logits: readonly number[], target: readonly number[]) => boolean;
  },
): { readonly before: number; readonly after: number; readonly leftOut: number | undefined } {
  const spoken = new Map(corrections.map(({ id, classIndices }) => [id, classIndices]));
  const others = [...answered].flatMap(([id, features]) => (spoken.has(id) ? [] : [features]));
  const corrected = corrections.flatMap(({ id, classIndices }): HeadExample[] => {
    const features = answered.get(id);
    if (features === undefined) {
      return [];
    }
    const logits = head.openedLogits(features);
    return [
      {
        features,
        logits,
        target: logits.map((_, column) => (classIndices.includes(column) ? 1 : 0)),
        weight: 1,
      },
    ];
  });
  if (corrected.length === 0) {
    head.change(undefined);
    return { before: 0, after: 0, leftOut: undefined };
  }
  const count = Math.min(HELD, others.length);
  // Together they weigh as much as the corrections.
  const weight = Math.min(1, corrected.length / count);
  const held = Array.from({ length: count }, (_, at): HeadExample => {
    const features = others[Math.floor((at * others.length) / count)]!;
    const logits = head.openedLogits(features);
    return { features, logits, target: task === 'multi-label' ? sigmoids(logits) : softmax(logits), weight };
  });
  const training = { task, scale: featureScale([...answered.values()]) };
  const examples = [...corrected, ...held];
  head.change(fitHead(examples, training));
  return {
    before: corrected.filter(({ logits, target }) => isRight(logits, target)).length,
    after: corrected.filter(({ features, target }) => isRight(head.logits(features), target)).length,
    leftOut:
      corrected.length < JUDGED
        ? undefined
        : leaveOneOut(examples, { ...training, count: corrected.length, isRight }),
  };
}
