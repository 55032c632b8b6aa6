import { type Classifier, exportOnnx } from '@hpa/models';
import { loadClassifier } from '@hpa/models/node';
import type { OnnxClassifier } from '@hpa/models/onnx';
import type { InferenceEngine } from './start-inference.js';

/**
 * Loads a saved model of ours on the engine that answers. In onnxruntime it is exported in memory first.
 *
 * @throws Error naming the folder if it is damaged, or the layer that onnxruntime cannot have.
 */
export async function loadModel(
  folder: string,
  { onnxruntime }: Pick<InferenceEngine, 'onnxruntime'>,
): Promise<Classifier | OnnxClassifier> {
  const classifier = await loadClassifier(folder);
  if (onnxruntime === undefined) {
    return classifier;
  }
  try {
    return await onnxruntime.open(await exportOnnx(classifier), { threads: onnxruntime.threads });
  } finally {
    classifier.dispose();
  }
}
