import type { InputSpec } from '@hpa/data';
import type { InferenceSession } from 'onnxruntime-node';
import type { GraphWords } from './graph-words.js';
import { NEEDED_WORDS } from './graph-words.js';

/** How the images of a batch lie in the input of a graph. */
export type GraphLayout = 'nchw' | 'nhwc';

/** What an ONNX classifier takes and gives, by its graph and by what was said of it. */
export interface GraphDescription extends Required<Omit<GraphWords, 'size'>> {
  readonly input: InputSpec;
  readonly layout: GraphLayout;
  readonly inputName: string;
  readonly outputName: string;
  /** Whether it takes one image at a time. */
  readonly oneByOne: boolean;
}

/** What a session says of its graph. */
export type GraphMetadata = Pick<
  InferenceSession,
  'inputNames' | 'outputNames' | 'inputMetadata' | 'outputMetadata'
>;

type Shape = readonly (number | string)[];

/**
 * Fits what was said of an ONNX classifier to the shapes of its graph.
 *
 * @throws Error naming the file if something is not said, with the flags that would say it, or does not fit its shapes
 */
export function describeGraph(
  metadata: GraphMetadata,
  { words, path }: { readonly words: GraphWords; readonly path: string },
): GraphDescription {
  const { name: inputName, shape } = inputOf(metadata, { path });
  const seen = `${inputName} ${shown(shape)}`;
  const { channels, normalization, classes, output } = requireWords(words, {
    path,
    seen: `its input is ${seen}, its output ${metadata.outputNames.join(', ')}`,
  });
  const layout = layoutOf(shape, { count: channels.length, where: `${path}: its input ${seen}` });
  const [batch] = shape as [number | string];
  if (typeof batch === 'number' && batch !== 1) {
    throw new Error(`${path}: its input ${seen} must take one image at a time, or any number of them`);
  }
  const [rows, columns] = (layout === 'nchw' ? shape.slice(2) : shape.slice(1, 3)) as [
    number | string,
    number | string,
  ];
  const edge = (size: number | string): number => {
    if (typeof size === 'number' && (words.size ?? size) === size) {
      return size;
    }
    if (words.size === undefined) {
      throw new Error(`${path}: its input ${seen} leaves the size of images free; --size must say it`);
    }
    if (typeof size === 'number') {
      throw new Error(`${path}: its input ${seen} takes images of ${size} pixels, not --size ${words.size}`);
    }
    return words.size;
  };
  return {
    channels,
    normalization,
    classes,
    output,
    task: words.task ?? 'single-label',
    input: { height: edge(rows), width: edge(columns), channels, normalization },
    layout,
    inputName,
    outputName: outputOf(metadata, { output, classCount: classes.length, path }),
    oneByOne: batch === 1,
  };
}

function inputOf(
  { inputNames, inputMetadata }: GraphMetadata,
  { path }: { readonly path: string },
): { readonly name: string; readonly shape: Shape } {
  const [input] = inputMetadata;
  if (inputNames.length !== 1 || input === undefined) {
    throw new Error(`${path}: expected a graph of one input; found ${inputNames.join(', ') || 'none'}`);
  }
  if (!input.isTensor || input.type !== 'float32' || input.shape.length !== 4) {
    const found = input.isTensor ? `${input.type} ${shown(input.shape)}` : 'no tensor';
    throw new Error(
      `${path}: its input ${input.name} must be float32 [N, channels, height, width] or [N, height, width, channels]; found ${found}`,
    );
  }
  return input;
}

function requireWords(
  words: GraphWords,
  { path, seen }: { readonly path: string; readonly seen: string },
): Required<Pick<GraphWords, keyof typeof NEEDED_WORDS>> {
  const { channels, normalization, classes, output } = words;
  if (channels && normalization && classes && output) {
    return { channels, normalization, classes, output };
  }
  const missing = Object.entries({ channels, normalization, classes, output })
    .filter(([, value]) => value === undefined)
    .map(([name]) => NEEDED_WORDS[name as keyof typeof NEEDED_WORDS]);
  throw new Error(
    `${path}: an ONNX file does not say what it takes and gives: ${missing.join(', ')} must say it; ${seen}`,
  );
}

/** Finds the axis of the channels: the one that has their number, or the only one that may have it. */
function layoutOf(
  shape: Shape,
  { count, where }: { readonly count: number; readonly where: string },
): GraphLayout {
  const fits = (size: number | string | undefined, exactly: boolean) =>
    size === count || (!exactly && typeof size === 'string');
  for (const exactly of [true, false]) {
    const [first, last] = [fits(shape[1], exactly), fits(shape[3], exactly)];
    if (first !== last) {
      return first ? 'nchw' : 'nhwc';
    }
    if (first && last) {
      throw new Error(`${where} does not tell which of its axes are the ${count} channels`);
    }
  }
  throw new Error(`${where} has no axis of ${count} channels, as --input-channels names them`);
}

function outputOf(
  { outputNames, outputMetadata }: GraphMetadata,
  {
    output,
    classCount,
    path,
  }: { readonly output: string; readonly classCount: number; readonly path: string },
): string {
  const name = outputNames.length === 1 ? outputNames[0] : outputNames.find((each) => each === output);
  if (name === undefined) {
    throw new Error(
      `${path}: expected one output, or one that is named ${output}; found ${outputNames.join(', ')}`,
    );
  }
  const found = outputMetadata[outputNames.indexOf(name)];
  const shape = found?.isTensor ? found.shape : [];
  const last = shape.at(-1);
  if (shape.length !== 2 || (typeof last === 'number' && last !== classCount)) {
    throw new Error(
      `${path}: its output ${name} must be [N, ${classCount}], one number a class of --classes; found ${shown(shape)}`,
    );
  }
  return name;
}

function shown(shape: Shape): string {
  return `[${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]`;
}
