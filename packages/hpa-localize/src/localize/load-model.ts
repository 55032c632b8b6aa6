import { type Classifier, exportOnnx } from '@hpa/models';
import { loadClassifier } from '@hpa/models/node';
import type { OnnxClassifier } from '@hpa/models/onnx';
import { isOnnxFile } from '../graphs/is-onnx-file.js';
import { openOwnGraph } from '../graphs/open-own-graph.js';
import type { InferenceEngine } from './start-inference.js';

/**
 * Loads a saved model of ours on the engine that answers. In onnxruntime it is exported in memory first; one that was exported to a file
 * runs there on any engine.
 *
 * @throws Error naming the folder or file if it is damaged, or the layer that onnxruntime cannot have.
 */
export async function loadModel(
  folder: string,
  { onnxruntime }: Pick<InferenceEngine, 'onnxruntime'>,
): Promise<Classifier | OnnxClassifier> {
  if (isOnnxFile(folder)) {
    return openOwnGraph(folder);
  }
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
