import { BACKEND_NAMES, type BackendName } from '@hpa/backend';
import { CHANNEL_NAMES, type ChannelName } from '@hpa/data';
import { LAYOUT_NAMES } from '@hpa/data/node';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OpenDatasetOptions } from '../dataset/open-dataset.js';
import { MODEL_CATALOG } from '../localize/model-catalog.js';
import type { InferenceName } from '../localize/start-inference.js';
import { FlagError } from './flag-error.js';
import { channelOptions } from './missing-channels.js';
import { parseInteger } from './parse-integer.js';
import { parsePairs } from './parse-pairs.js';
import { type Counter, startCounter } from './start-progress.js';

/** The values of {@link withReadingFlags}. */
export interface ReadingFlags {
  readonly layout: string;
  /** What files call the channels. */
  readonly channels?: Readonly<Record<ChannelName, string>>;
  /** Names of channels, or the word yellow, separated by commas. */
  readonly allowMissing?: string;
  readonly skipBad?: boolean;
  readonly levels?: NonNullable<OpenDatasetOptions['levels']>;
  readonly channelOrder?: readonly ChannelName[];
  /** Absent from the configuration of runs of earlier versions. */
  readonly cells?: 'auto' | 'whole';
  readonly borderCells?: 'drop' | 'keep';
  readonly segment?: 'nuclei';
  readonly pixelSize?: number;
  readonly scale?: 'auto' | 'none' | number;
  readonly fit?: 'pad' | 'stretch';
}

/**
 * Adds the flags that say how a dataset is read: --layout, --channels, --allow-missing, --skip-bad, --levels,
 * --channel-order, --cells, --border-cells, --segment, --pixel-size, --scale and --fit.
 */
export function withReadingFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--layout <name>', 'how --data is organized; auto detects it')
        .choices(['auto', ...LAYOUT_NAMES])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--channels <pairs>',
        'the channels that images have, one to eight, and what files call each: a word of their names, folders or columns, or the name in OME-XML; others are left out: nucleus=DAPI,protein=GFP (a name alone is called as usual; default: the four of the Atlas)',
      ).argParser((text: string) => parsePairs(text, { alone: true })),
    )
    .option(
      '--allow-missing <names>',
      'accept images without these channels, which are then black: er, also called yellow, or any others',
    )
    .option('--skip-bad', 'leave out images that cannot be used, and list them')
    .addOption(
      new Option(
        '--levels <way>',
        "levels of files that become black and white: bit-depth, from 0 to the highest of the camera's bits; percentile, per channel over the data; or two numbers, such as 0,4095 for files of 12 bits (default: that of the model, otherwise auto: 8 bits as they are, others by percentile)",
      ).argParser(parseLevels),
    )
    .addOption(
      new Option(
        '--channel-order <names>',
        'what the samples of a pixel are, in files of three or four: nucleus,er,microtubules,protein',
      ).argParser(parseList('channel')),
    )
    .addOption(
      new Option(
        '--cells <what>',
        'auto: where label masks such as ID_mask.png lie beside all images, each of their cells is one image; whole: images as they are',
      )
        .choices(['auto', 'whole'])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--border-cells <what>',
        'whether cells that touch the border of their field, which may cut them off, count (default: drop)',
      ).choices(['drop', 'keep']),
    )
    .addOption(
      new Option(
        '--segment <way>',
        'find the cells of images that have no label mask; nuclei: by a watershed from their nuclei, whose outlines are approximate',
      ).choices(['nuclei']),
    )
    .addOption(
      new Option(
        '--pixel-size <micrometers>',
        'along a pixel of all files, whatever they state (default: as OME-XML, ImageJ or the resolution of a TIFF states it)',
      ).argParser(parseMicrometers),
    )
    .addOption(
      new Option(
        '--scale <micrometers>',
        'along a pixel of the images that a model sees: smaller images are padded with black, larger ones cropped round their middle; none has each fill its image (default: that of the model; to train, the finest at which 95 % of the images fit, where the size of all pixels is known)',
      ).argParser(parseScale),
    )
    .addOption(
      new Option(
        '--fit <way>',
        'what makes images square that are not, where there is no scale: pad, with black, or stretch (default: that of the model, otherwise pad)',
      ).choices(['pad', 'stretch']),
    );
}

function parseMicrometers(text: string): number {
  const micrometers = Number(text || 'none');
  if (!(micrometers > 0 && micrometers < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError(`It must be a number of micrometers above 0; received "${text}".`);
  }
  return micrometers;
}

function parseScale(text: string): NonNullable<ReadingFlags['scale']> {
  return text === 'auto' || text === 'none' ? text : parseMicrometers(text);
}

function parseLevels(text: string): NonNullable<OpenDatasetOptions['levels']> {
  if (text === 'auto' || text === 'bit-depth' || text === 'percentile') {
    return text;
  }
  const [black = Number.NaN, white = Number.NaN, ...more] = text
    .split(',')
    .map((word) => Number(word || 'none'));
  if (!Number.isFinite(black) || !Number.isFinite(white) || black >= white || more.length > 0) {
    throw new InvalidArgumentError(
      `It must be auto, bit-depth, percentile, or two numbers, that of black and a higher one of white; received "${text}".`,
    );
  }
  return [black, white];
}

/** Ends in one line unless an order names three or four of the channels that the files have, each once. */
function requireChannelOrder(
  order: readonly ChannelName[],
  { channels = {} }: Pick<ReadingFlags, 'channels'>,
): void {
  const known = [...new Set([...CHANNEL_NAMES, ...Object.keys(channels)])];
  const distinct = new Set(order.filter((name) => known.includes(name)));
  if (distinct.size < order.length || order.length < 3 || order.length > 4) {
    throw new FlagError(
      `--channel-order must name three or four of ${known.join(', ')}, each once; received "${order.join()}"`,
    );
  }
}

type ReadingOption =
  | 'layout'
  | 'channels'
  | 'allowMissing'
  | 'levels'
  | 'channelOrder'
  | 'cells'
  | 'borderCells'
  | 'segment'
  | 'onField'
  | 'pixelSize'
  | 'scale'
  | 'fit';

/**
 * What {@link withReadingFlags} says, as options of `openDataset`.
 *
 * @throws FlagError if two flags contradict each other.
 */
export function readingOptions({
  layout,
  channels,
  allowMissing,
  skipBad = false,
  levels,
  channelOrder,
  cells,
  borderCells,
  segment,
  pixelSize,
  scale,
  fit,
}: ReadingFlags): Omit<Pick<OpenDatasetOptions, ReadingOption>, 'scale'> & {
  readonly scale?: 'auto' | 'none' | number;
  readonly badSamples: 'throw' | 'skip';
} {
  if (segment !== undefined && cells === 'whole') {
    throw new FlagError(
      `--segment ${segment} finds the cells of images, and --cells whole takes images as they are; give one of them`,
    );
  }
  if (channelOrder !== undefined) {
    requireChannelOrder(channelOrder, { ...(channels && { channels }) });
  }
  return {
    layout,
    ...channelOptions({ channels, allowMissing }),
    badSamples: skipBad ? 'skip' : 'throw',
    ...(levels !== undefined && { levels }),
    ...(channelOrder !== undefined && { channelOrder }),
    ...(cells !== undefined && { cells }),
    ...(borderCells !== undefined && { borderCells }),
    ...(segment !== undefined && { segment, onField: countFields() }),
    ...(pixelSize !== undefined && { pixelSize }),
    ...(scale !== undefined && { scale }),
    ...(fit !== undefined && { fit }),
  };
}

/** Shows how many fields were looked at for cells, which takes seconds for each. */
function countFields(): NonNullable<OpenDatasetOptions['onField']> {
  let counter: Counter | undefined;
  return (progress) => {
    counter ??= startCounter('fields looked at for cells');
    counter.update(progress);
    // Models that read images in different ways look at the fields anew.
    if (progress.done === progress.of) {
      counter.end();
      counter = undefined;
    }
  };
}

/** The values of {@link withEngineFlags}. */
export interface BackendFlag {
  readonly backend: 'auto' | BackendName;
  readonly threads?: number;
}

/** The values of {@link withInferenceFlags}. */
export interface InferenceFlags extends Omit<BackendFlag, 'backend'> {
  readonly backend: InferenceName;
}

/** The engines that can start in Node: WebGL runs in browsers only. */
const NODE_BACKENDS = BACKEND_NAMES.filter((name) => name !== 'webgl');

const MAXIMUM_THREADS = 256;

/** Adds the flags that say what computes: --backend and --threads. */
export function withEngineFlags(command: Command): Command {
  const order = 'a GPU engine, then wasm, then tensorflow on the CPU, then cpu';
  return withBackendFlags(command, { names: NODE_BACKENDS, order });
}

/** Adds the same flags for commands that only answer, which onnxruntime can too. */
export function withInferenceFlags(command: Command): Command {
  const order =
    'a GPU engine, then onnxruntime where onnxruntime-node is installed, then wasm, then tensorflow on the CPU, then cpu';
  return withBackendFlags(command, { names: ['onnxruntime', ...NODE_BACKENDS], order });
}

function withBackendFlags(
  command: Command,
  { names, order }: { readonly names: readonly string[]; readonly order: string },
): Command {
  return command
    .addOption(
      new Option('--backend <name>', `engine; auto takes the fastest that starts: ${order}`)
        .choices(['auto', ...names])
        .default('auto'),
    )
    .addOption(
      new Option('--threads <number>', 'CPU threads of the engine (default: those that are free)').argParser(
        (text: string) => {
          const threads = parseInteger({ minimum: 1 })(text);
          if (threads > MAXIMUM_THREADS) {
            throw new InvalidArgumentError(`It must be at most ${MAXIMUM_THREADS}; received "${text}".`);
          }
          return threads;
        },
      ),
    );
}

/** What --model may be besides a folder. */
const NAMES = `or a name: ${Object.keys(MODEL_CATALOG).join(', ')}; without it, the model that comes with this package`;

/** The flag --model. */
export function modelFlag(): Option {
  return new Option(
    '--model <name>',
    `a saved model, a model of a run such as runs/NAME/gapnet-pl, ${NAMES}`,
  );
}

/** The flag --model of a command that takes several, which then answer as one. */
export function modelsFlag(): Option {
  const collect = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];
  return new Option(
    '--model <name>',
    `a saved model, a model of a run such as runs/NAME/gapnet-pl, all its trainings if it has several, a bioimage.io package (its .zip or its rdf.yaml), an ONNX file, ${NAMES}; given several times, probabilities are averaged`,
  ).argParser(collect);
}

/** The flag --seed. */
export function seedFlag(description: string): Option {
  return new Option('--seed <number>', description).argParser(parseInteger({ minimum: 0 })).default(1);
}

/** The flag --size, without a default. */
export function sizeFlag(description: string): Option {
  return new Option('--size <pixels>', description).argParser(parseInteger({ minimum: 16 }));
}

/** Makes a parser of flags that take distinct words separated by commas. */
export function parseList(thing: string): (text: string) => string[] {
  return (text) => {
    const words = text.split(',').map((word) => word.trim());
    if (words.includes('')) {
      throw new InvalidArgumentError(`It must be a list separated by commas; received "${text}".`);
    }
    const again = words.find((word, index) => words.indexOf(word) !== index);
    if (again !== undefined) {
      throw new InvalidArgumentError(`${thing} ${again} occurs twice in "${text}".`);
    }
    return words;
  };
}

/**
 * Adds a flag that a command cannot do without. It is missed last: a misspelled flag is named first, which is often the one
 * that is missing.
 */
export function withRequiredFlag(command: Command, option: Option): Command {
  return command.addOption(option).hook('preAction', (ran) => {
    if (ran.getOptionValue(option.attributeName()) === undefined) {
      throw new FlagError(`required option '${option.flags}' not specified`);
    }
  });
}

/** Appends examples, one a line, to the help of a command. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ hpa-localize ${command.name()} ${example}`.trimEnd());
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
