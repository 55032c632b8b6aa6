import { prepare } from '@hpa/data/node';
import type { Command } from 'commander';
import { sizeFlag, withExamples, withReadingFlags } from '../command-line/shared-flags.js';
import { groupedByName } from '../dataset/grouped-by-name.js';
import { type ReadCellsOptions, readCells } from '../dataset/read-cells.js';
import { startCounter } from '../experiment/progress.js';

/** The flags of `prepare`. */
interface PrepareFlags extends ReadCellsOptions {
  readonly data: string;
  readonly size: number;
  readonly out: string;
}

/** Adds the flags and the action of `hpa-localize prepare`. */
export function addPrepare(command: Command): void {
  command
    .description(
      'Decodes and resizes the images of a dataset once, into a folder that the other commands read at memory speed. An interrupted call resumes where it stopped.',
    )
    .requiredOption('--data <path>', 'a dataset in any layout');
  withReadingFlags(command)
    .addOption(sizeFlag('height and width of the prepared images').makeOptionMandatory())
    .requiredOption('--out <folder>', 'where they go: a new folder, or one that an earlier call began')
    .action(prepareDataset);
  withExamples(command, ['--data DIR --size 299 --out PREPARED']);
}

async function prepareDataset({ data, size, out, ...reading }: PrepareFlags): Promise<void> {
  const source = await readCells(data, reading);
  const counter = startCounter('pictures');
  const { skipped } = await prepare(groupedByName(source), {
    folder: out,
    height: size,
    width: size,
    classes: source.classes,
    badSamples: reading.skipBad ? 'skip' : 'throw',
    skippedBefore: source.skipped,
    onPlan: ({ images, kept, bytes, freeBytes, damaged }) => {
      for (const damage of damaged) {
        counter.say(`${damage}; it is built anew`);
      }
      counter.say(
        `${images} images to decode, ${kept} there already; ${gigabytes(bytes)} to write, ${gigabytes(freeBytes)} free`,
      );
    },
    onProgress: ({ done, images, secondsLeft }) => counter.update({ done, of: images, secondsLeft }),
  }).finally(() => counter.end());
  for (const { id, reason } of skipped) {
    console.log(`skipped ${id}: ${reason}`);
  }
  const prepared = source.samples.length - (skipped.length - source.skipped.length);
  const note = skipped.length === 0 ? '' : `, ${skipped.length} skipped, as --skip-bad allows`;
  console.log(`prepared ${prepared} pictures of ${size}x${size}${note}: ${out}`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
