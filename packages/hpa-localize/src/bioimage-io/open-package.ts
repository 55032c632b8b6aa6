import type { ModelCard } from '@hpa/models';
import type { Task } from '../answers/task.js';
import type { NpyArray } from '../files/npy.js';
import { describedInput, type PackageReading } from './input-of-package.js';
import { loadOnnxruntime } from './load-onnxruntime.js';
import type { Axis, PackageDescription } from './package-description.js';
import { readWholePackage } from './read-package.js';
import { requireSelfContained } from './require-self-contained.js';
import { type ImageValues, positionsAlong } from './steps/image-values.js';
import { NUMBER_TYPES } from './steps/number-types.js';
import { applySteps } from './steps/parse-steps.js';

/** A model of others, such as that of a bioimage.io package. It gives probabilities, but no gradients and no features. */
export interface PackageModel {
  /** Of a package, gray levels in [0, 255] go in, as they are. */
  readonly card: Pick<ModelCard, 'name' | 'task' | 'classes' | 'thresholds' | 'input'>;
  /** What runs, in one line. */
  readonly note: string;
  /** The probabilities of images, [N, height, width, channels] interleaved: one row per image, one column per class. */
  probabilities(images: Float32Array): Promise<number[][]>;
  /** Frees the session; the model cannot be used afterwards. */
  dispose(): void;
}

/** How far a probability may be out of [0, 1], or a sum of them from 1, by rounding. */
const ROUNDING = 1e-3;

/**
 * Opens a bioimage.io package, given by its zip file or the description of one that is unpacked, in onnxruntime-node on the CPU. It must
 * give its test output for its test input.
 *
 * @throws Error naming the package if a file of it is missing, damaged or leads out of it, it says what cannot be expressed here, its
 * channels are not known, onnxruntime-node is not installed or cannot open it, or it does not give its test output
 */
export async function openPackage(path: string, reading: PackageReading = {}): Promise<PackageModel> {
  const read = await readWholePackage(path);
  const { description, testInput, testOutput, weights, size } = read;
  const taken = describedInput(path, read, reading);
  requireSelfContained(weights, { where: `${path}: ${description.weights.source}` });
  const session = await openSession(weights, { path, description });
  try {
    const expected = samplesOf(testOutput, description.output.axes);
    const rows: number[][] = [];
    for (const sample of samplesOf(testInput, description.input.axes)) {
      rows.push(await session.run(sample));
    }
    requireTestOutput(rows, { expected: expected.map(({ data }) => [...data]), path, description });
    const task = description.answers.task ?? taskOf(rows);
    const { height, width } = size;
    const channelCount = taken.channels.length;
    return {
      card: {
        name: description.name,
        classes: description.answers.classes,
        task,
        ...(task === 'multi-label' &&
          description.answers.thresholds && { thresholds: description.answers.thresholds }),
        input: taken,
      },
      note: `package: ${description.name} runs in onnxruntime on the CPU, and gave its test output`,
      async probabilities(images) {
        const length = height * width * channelCount;
        const scores: number[][] = [];
        for (let start = 0; start < images.length; start += length) {
          const image = images.subarray(start, start + length);
          const values = arranged(image, {
            axes: description.input.axes,
            size,
            channelCount,
          });
          scores.push(requireProbabilities(await session.run(values), path));
        }
        return scores;
      },
      dispose: session.dispose,
    };
  } catch (error) {
    session.dispose();
    throw error;
  }
}

async function openSession(
  weights: Uint8Array,
  {
    path,
    description: { input, output },
  }: { readonly path: string; readonly description: PackageDescription },
) {
  const { InferenceSession, Tensor } = await loadOnnxruntime();
  const session = await InferenceSession.create(weights).catch((error: Error) => {
    throw new Error(`${path}: onnxruntime cannot open its weights: ${error.message}`, { cause: error });
  });
  const [inputName = '', ...others] = session.inputNames;
  if (others.length > 0) {
    await session.release();
    throw new Error(`${path}: expected a graph of one input; found ${session.inputNames.join(', ')}`);
  }
  const names = imageAxes(output.axes).map(({ id }) => id);
  const sizes = imageAxes(output.axes).map(({ size }) => size!);
  return {
    /** Computes what the model answers for one image, whose values are in the order of its axes. */
    async run(image: ImageValues): Promise<number[]> {
      const prepared = applySteps(image, input.steps);
      const shape = withBatch(prepared.shape, input.axes);
      const tensor = new Tensor(input.type, NUMBER_TYPES[input.type].from(prepared.data), shape);
      const results = await session.run({ [inputName]: tensor }).catch((error: Error) => {
        throw new Error(`${path}: onnxruntime cannot run it on [${shape}]: ${error.message}`, {
          cause: error,
        });
      });
      const found = results[session.outputNames[0]!]!;
      if (
        found.dims.join() !== withBatch(sizes, output.axes).join() ||
        !Object.hasOwn(NUMBER_TYPES, found.type)
      ) {
        throw new Error(
          `${path}: expected [${withBatch(sizes, output.axes)}] of its graph for one image; found ${found.type} [${found.dims}]`,
        );
      }
      const data = Float64Array.from(found.data as Float32Array);
      return [...applySteps({ axes: names, shape: sizes, data }, output.steps).data];
    },
    dispose(): void {
      // Nobody waits for the memory; a session that is already gone has none.
      session.release().catch(() => {});
    },
  };
}

function imageAxes(axes: readonly Axis[]): readonly Axis[] {
  return axes.filter(({ type }) => type !== 'batch');
}

/** The shape of a tensor for one image: 1 along the batch. */
function withBatch(shape: readonly number[], axes: readonly Axis[]): readonly number[] {
  const batch = axes.findIndex(({ type }) => type === 'batch');
  return batch === -1 ? shape : [...shape.slice(0, batch), 1, ...shape.slice(batch)];
}

/** The images or answers of a test tensor, one by one. */
function samplesOf({ shape, data }: NpyArray, axes: readonly Axis[]): ImageValues[] {
  const ids = axes.map(({ id }) => id);
  const batch = axes.findIndex(({ type }) => type === 'batch');
  if (batch === -1) {
    return [{ axes: ids, shape, data }];
  }
  const positions = positionsAlong({ axes: ids, shape, data }, ids[batch]!);
  const without = <Value>(list: readonly Value[]) => list.filter((_, index) => index !== batch);
  return Array.from({ length: shape[batch]! }, (_, sample) => ({
    axes: without(ids),
    shape: without(shape),
    data: data.filter((_value, i) => positions[i] === sample),
  }));
}

/** Brings the numbers of an image, [height, width, channels], into the order of the axes of a package. */
function arranged(
  image: Float32Array,
  {
    axes,
    size: { height, width },
    channelCount,
  }: {
    readonly axes: readonly Axis[];
    readonly size: { readonly height: number; readonly width: number };
    readonly channelCount: number;
  },
): ImageValues {
  const ids = imageAxes(axes).map(({ id, type }) => ({ id, type }));
  const shape = ids.map(({ id, type }) => (type === 'channel' ? channelCount : id === 'y' ? height : width));
  const strides = ids.map(({ id, type }) =>
    type === 'channel' ? 1 : id === 'y' ? width * channelCount : channelCount,
  );
  const [first, second, third] = shape as [number, number, number];
  const data = new Float64Array(image.length);
  let to = 0;
  for (let i = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      for (let k = 0; k < third; k++) {
        data[to++] = image[i * strides[0]! + j * strides[1]! + k * strides[2]!]!;
      }
    }
  }
  return { axes: ids.map(({ id }) => id), shape, data };
}

function requireTestOutput(
  rows: readonly (readonly number[])[],
  {
    expected,
    path,
    description: { answers, tolerance },
  }: {
    readonly expected: readonly (readonly number[])[];
    readonly path: string;
    readonly description: PackageDescription;
  },
): void {
  if (rows.length !== expected.length) {
    throw new Error(
      `${path}: its test tensors must be of one number of images; found ${rows.length} and ${expected.length}`,
    );
  }
  for (const [sample, row] of rows.entries()) {
    const wanted = expected[sample]!;
    const wrong = row.findIndex(
      (value, column) =>
        !(
          Math.abs(value - wanted[column]!) <=
          tolerance.absolute + tolerance.relative * Math.abs(wanted[column]!)
        ),
    );
    if (wrong >= 0) {
      throw new Error(
        `${path}: it does not give its test output: ${answers.classes[wrong]!.name} must be ${wanted[wrong]}; found ${row[wrong]}`,
      );
    }
    requireProbabilities(row, path);
  }
}

function requireProbabilities(row: readonly number[], path: string): number[] {
  const wrong = row.find((value) => !(value >= -ROUNDING && value <= 1 + ROUNDING));
  if (wrong !== undefined) {
    throw new Error(`${path}: expected probabilities in [0, 1]; it gives ${wrong}`);
  }
  return row.map((value) => Math.min(1, Math.max(0, value)));
}

/** What probabilities of a test tell where nothing else does: those of a single-label model sum to 1. */
function taskOf(rows: readonly (readonly number[])[]): Task {
  const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
  return sums.every((sum) => Math.abs(sum - 1) <= ROUNDING) ? 'single-label' : 'multi-label';
}
