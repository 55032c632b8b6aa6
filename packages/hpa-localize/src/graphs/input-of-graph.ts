import type { InputSpec } from '@hpa/data';
import type { GraphWords } from './graph-words.js';
import { openGraph } from './open-graph.js';
import { openOwnGraph } from './open-own-graph.js';

/**
 * Says what an ONNX file takes, before data is opened for it.
 *
 * @throws Error naming the file if it cannot be opened, what is missing, or what does not fit its graph
 */
export async function inputOfGraph(path: string, words: GraphWords | undefined): Promise<InputSpec> {
  const model = words ? await openGraph(path, words) : await openOwnGraph(path);
  await model.dispose();
  return model.card.input as InputSpec;
}
