import { LOCATIONS } from '@hpa/data';
import { type Command, Option } from 'commander';
import type { GraphWords } from '../graphs/graph-words.js';
import { isOnnxFile } from '../graphs/is-onnx-file.js';
import { FlagError } from './flag-error.js';
import { parseList, sizeFlag } from './shared-flags.js';

/** The values of {@link withGraphFlags}. */
export interface GraphFlags extends Omit<GraphWords, 'channels' | 'classes'> {
  readonly inputChannels?: readonly string[];
  readonly classes?: readonly string[];
}

const ONLY = 'of an ONNX file that does not say it:';

/** Adds the flags that say what an ONNX classifier takes and gives. */
export function withGraphFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--input-channels <names>',
        `${ONLY} the planes of its input in order, such as microtubules,protein,nucleus,er`,
      ).argParser(parseList('plane')),
    )
    .addOption(
      new Option('--normalization <name>', `${ONLY} how gray levels become its input`).choices([
        'none',
        'unit',
        'symmetric',
        'per-image',
        'imagenet',
      ]),
    )
    .addOption(
      new Option(
        '--classes <names>',
        `${ONLY} its classes in the order of its output, by name or by the ids of the locations of Kaggle 2018`,
      ).argParser(parseList('class')),
    )
    .addOption(
      new Option('--output <what>', `${ONLY} what its output is`).choices(['logits', 'probabilities']),
    )
    .addOption(
      new Option(
        '--task <name>',
        `${ONLY} single-label, one location a cell, which is the default, or multi-label`,
      ).choices(['single-label', 'multi-label']),
    )
    .addOption(
      sizeFlag(`${ONLY} height and width of its images in pixels, where its graph leaves them free`),
    );
}

/**
 * What the flags say of the ONNX files among some models; undefined if they say nothing.
 *
 * @throws FlagError if they say something, and none of the models is such a file
 */
export function graphWords(
  { inputChannels, classes, normalization, output, task, size }: GraphFlags,
  { models }: { readonly models: readonly string[] },
): GraphWords | undefined {
  const words: GraphWords = {
    ...(inputChannels && { channels: inputChannels }),
    ...(classes && { classes: labelsOf(classes) }),
    ...(normalization && { normalization }),
    ...(output && { output }),
    ...(task && { task }),
    ...(size !== undefined && { size }),
  };
  const [said] = Object.keys(words);
  if (said === undefined) {
    return undefined;
  }
  if (!models.some(isOnnxFile)) {
    const flag = said === 'channels' ? 'input-channels' : said;
    throw new FlagError(`--${flag} is for ONNX files; ${models.join(', ')} says it itself`);
  }
  return words;
}

/** The locations of these names or ids if all are known, so that models of ours answer the same; else classes numbered from 0. */
function labelsOf(words: readonly string[]): NonNullable<GraphWords['classes']> {
  const known = words.flatMap(
    (word) => LOCATIONS.find(({ id, name }) => name === word || String(id) === word) ?? [],
  );
  return known.length === words.length ? known : words.map((name, id) => ({ id, name }));
}
