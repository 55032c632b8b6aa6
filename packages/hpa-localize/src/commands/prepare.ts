/**
 * Decodes and resizes the pictures of a data set once, into a folder that compare reads at the speed of memory.
 * `npm run prepare-data -- --help` lists the flags.
 */
import { prepare } from '@hpa/data/node';
import { parsePrepareOptions } from '../command-line/prepare-options.js';
import { runMain } from '../command-line/run-main.js';
import { groupedByName } from '../dataset/grouped-by-name.js';
import { readCells } from '../dataset/read-cells.js';
import { startCounter } from '../experiment/progress.js';

await runMain(async () => {
  const { data, size, out, ...reading } = parsePrepareOptions(process.argv);
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
});

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
