import {
  losses,
  type NamedTensorMap,
  oneHot,
  type Tensor4D,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Classifier } from '../../src/types.js';

/** Mean softmax cross-entropy in training mode with label i mod classes for image i, and its gradients by variable name. */
export function lossAndGradients(
  classifier: Classifier,
  images: Tensor4D,
  { step = 0 }: { readonly step?: number } = {},
): { loss: number; gradients: NamedTensorMap; dispose: () => void } {
  const classes = classifier.card.classes.length;
  const { value, grads } = variableGrads(
    () =>
      tidy(() => {
        const labels = oneHot(
          Array.from({ length: images.shape[0] }, (_, i) => i % classes),
          classes,
        );
        return losses
          .softmaxCrossEntropy(labels, classifier.logits(images, { training: true, step }))
          .asScalar();
      }),
    [...classifier.variables],
  );
  const loss = value.dataSync()[0]!;
  value.dispose();
  return {
    loss,
    gradients: grads,
    dispose: () => {
      for (const gradient of Object.values(grads)) {
        gradient.dispose();
      }
    },
  };
}
