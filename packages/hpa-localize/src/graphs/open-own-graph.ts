import type { OnnxClassifier } from '@hpa/models/onnx';
import { loadOnnxruntime } from '../bioimage-io/load-onnxruntime.js';
import { NEEDED_WORDS } from './graph-words.js';

/**
 * Opens an ONNX file of `exportOnnx`, whose card says what it takes and gives.
 *
 * @throws Error naming the file if it is another one, with the flags that would say it
 */
export async function openOwnGraph(path: string): Promise<OnnxClassifier> {
  await loadOnnxruntime();
  const { openOnnxClassifier } = await import('@hpa/models/onnx');
  return openOnnxClassifier(path).catch((error: Error) => {
    const flags = Object.values(NEEDED_WORDS).join(', ');
    throw new Error(`${error.message}; for a classifier of others, say ${flags}`, { cause: error });
  });
}
