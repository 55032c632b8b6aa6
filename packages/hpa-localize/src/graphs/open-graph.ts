import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { loadOnnxruntime } from '../bioimage-io/load-onnxruntime.js';
import type { PackageModel } from '../bioimage-io/open-package.js';
import { requireSelfContained } from '../bioimage-io/require-self-contained.js';
import { describeGraph, type GraphDescription } from './describe-graph.js';
import type { GraphWords } from './graph-words.js';

/** How far a sum of probabilities may be from 1, or one of them out of [0, 1], by rounding. */
const ROUNDING = 1e-3;

/**
 * Opens an ONNX classifier of anyone in onnxruntime-node on the CPU, by what is said of it.
 *
 * @throws Error naming the file if it cannot be opened, what is missing, or what does not fit its graph
 */
export async function openGraph(path: string, words: GraphWords): Promise<PackageModel> {
  const { InferenceSession, Tensor } = await loadOnnxruntime();
  const bytes = await readFile(path);
  requireSelfContained(bytes, { where: path });
  const session = await InferenceSession.create(bytes).catch((error: Error) => {
    throw new Error(`${path}: onnxruntime cannot open it: ${error.message}`, { cause: error });
  });
  const dispose = (): void => {
    // Nobody waits for the memory; a session that is already gone has none.
    session.release().catch(() => {});
  };
  try {
    const graph = describeGraph(session, { words, path });
    const { input, classes, task } = graph;
    const name = basename(path);
    const run = async (images: Float32Array): Promise<number[][]> => {
      const { height, width, channels } = input;
      const count = images.length / (height * width * channels.length);
      const [data, shape] =
        graph.layout === 'nhwc'
          ? [images.slice(), [count, height, width, channels.length]]
          : [planar(images, input), [count, channels.length, height, width]];
      const results = await session
        .run({ [graph.inputName]: new Tensor('float32', data, shape) })
        .catch((error: Error) => {
          throw new Error(`${path}: onnxruntime cannot run it on [${shape}]: ${error.message}`, {
            cause: error,
          });
        });
      const found = results[graph.outputName]!;
      if (found.type !== 'float32' || found.dims.join() !== [count, classes.length].join()) {
        throw new Error(
          `${path}: expected float32 [${count}, ${classes.length}] of its output ${graph.outputName}; found ${found.type} [${found.dims}]`,
        );
      }
      const values = found.data as Float32Array;
      return Array.from({ length: count }, (_, row) =>
        toProbabilities([...values.subarray(row * classes.length, (row + 1) * classes.length)], {
          graph,
          path,
        }),
      );
    };
    return {
      card: { name, classes, task, input },
      note: `${name} runs in onnxruntime on the CPU, with input and classes as the flags say`,
      async probabilities(images) {
        if (!graph.oneByOne) {
          return run(images);
        }
        const length = input.height * input.width * input.channels.length;
        const scores: number[][] = [];
        for (let start = 0; start < images.length; start += length) {
          scores.push(...(await run(images.subarray(start, start + length))));
        }
        return scores;
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Brings images [N, height, width, channels] to [N, channels, height, width]. */
function planar(images: Float32Array, { height, width, channels }: GraphDescription['input']): Float32Array {
  const data = new Float32Array(images.length);
  const [pixels, depth] = [height * width, channels.length];
  for (let at = 0; at < images.length; at++) {
    const pixel = Math.floor(at / depth);
    const image = Math.floor(pixel / pixels);
    data[(image * depth + (at % depth)) * pixels + (pixel % pixels)] = images[at]!;
  }
  return data;
}

function toProbabilities(
  row: readonly number[],
  { graph: { task, output, outputName }, path }: { readonly graph: GraphDescription; readonly path: string },
): number[] {
  if (!row.every(Number.isFinite)) {
    throw new Error(`${path}: its output ${outputName} must be finite numbers; it gives [${row}]`);
  }
  if (output === 'logits') {
    return task === 'multi-label' ? row.map((logit) => 1 / (1 + Math.exp(-logit))) : softmax(row);
  }
  const wrong = row.find((value) => !(value >= -ROUNDING && value <= 1 + ROUNDING));
  const sum = row.reduce((total, value) => total + value, 0);
  if (wrong !== undefined || (task === 'single-label' && Math.abs(sum - 1) > ROUNDING)) {
    const found = wrong === undefined ? `their sum is ${sum}` : `one is ${wrong}`;
    const remedy = wrong === undefined ? '--task multi-label' : '--output logits';
    throw new Error(
      `${path}: expected ${task} probabilities of its output ${outputName}; ${found}: perhaps ${remedy}`,
    );
  }
  return row.map((value) => Math.min(1, Math.max(0, value)));
}

function softmax(row: readonly number[]): number[] {
  const highest = Math.max(...row);
  const shares = row.map((logit) => Math.exp(logit - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
