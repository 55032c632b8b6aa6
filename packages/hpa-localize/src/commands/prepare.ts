import { prepare } from '@hpa/data/node';
import { type Command, Option } from 'commander';
import { endWithNpm } from '../command-line/end-with-npm.js';
import { FlagError } from '../command-line/flag-error.js';
import { say } from '../command-line/say.js';
import { sayFields } from '../command-line/say-fields.js';
import { sayLevels } from '../command-line/say-levels.js';
import { sayScale } from '../command-line/say-scale.js';
import { sayWarnings } from '../command-line/say-warnings.js';
import {
  type ReadingFlags,
  readingOptions,
  sizeFlag,
  withExamples,
  withReadingFlags,
  withRequiredFlag,
} from '../command-line/shared-flags.js';
import { startCounter } from '../command-line/start-progress.js';
import { channelReading } from '../dataset/channel-reading.js';
import { openDataset } from '../dataset/open-dataset.js';

/** The flags of `prepare`. */
interface PrepareFlags extends ReadingFlags {
  readonly data: string;
  readonly size: number;
  readonly out: string;
}

/** Adds the flags and the action of `hpa-localize prepare`. */
export function addPrepare(command: Command): void {
  command.description(
    'Decodes and resizes the images of a dataset once, into a folder that the other commands read at memory speed. An interrupted call resumes where it stopped.',
  );
  withRequiredFlag(command, new Option('--data <path>', 'a dataset in any layout'));
  withReadingFlags(command);
  withRequiredFlag(command, sizeFlag('height and width of the prepared images'));
  withRequiredFlag(
    command,
    new Option('--out <folder>', 'where they go: a new folder, or one that an earlier call began'),
  ).action(prepareDataset);
  withExamples(command, ['--data DIR --size 299 --out PREPARED']);
}

async function prepareDataset({ data, size, out, ...flags }: PrepareFlags): Promise<void> {
  const reading = readingOptions(flags);
  const dataset = await openDataset(data, { ...reading, labels: 'optional', size });
  if (dataset.layout === 'prepared' || dataset.layout === 'synthetic') {
    throw new FlagError(`--data ${data}: there is nothing to prepare in the layout ${dataset.layout}`);
  }
  await dataset.close();
  sayFields(dataset);
  sayLevels(dataset);
  sayScale(dataset);
  sayWarnings(dataset);
  const counter = startCounter('images');
  const unwatch = endWithNpm();
  const { skipped } = await prepare(dataset.samples, {
    folder: out,
    height: size,
    width: size,
    classes: dataset.classes,
    badSamples: reading.badSamples,
    levels: dataset.levels,
    ...channelReading(reading),
    scale: dataset.scale?.micrometers,
    fit: dataset.fit,
    skippedBefore: dataset.skipped,
    warnings: dataset.warnings,
    onPlan: ({ images, kept, bytes, freeBytes, damaged }) => {
      for (const damage of damaged) {
        counter.say(`${damage}; it is rebuilt`);
      }
      counter.say(
        `${images} images to decode, ${kept} there already; ${gigabytes(bytes)} to write, ${gigabytes(freeBytes)} free`,
      );
    },
    onProgress: ({ done, images, secondsLeft }) => counter.update({ done, of: images, secondsLeft }),
  }).finally(counter.end);
  unwatch();
  for (const { id, reason } of skipped) {
    say(`skipped ${id}: ${reason}`);
  }
  const prepared = dataset.samples.length - (skipped.length - dataset.skipped.length);
  const note = skipped.length === 0 ? '' : `, ${skipped.length} skipped, as --skip-bad allows`;
  say(`prepared ${prepared} images of ${size}x${size}${note}: ${out}`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
