/**
 * Decodes and resizes the pictures of a data set once, into a folder that compare reads at the speed of memory.
 * `npm run prepare-data -- --help` lists the flags.
 */
import { prepare, readSource } from '@hpa/data/node';
import { parsePrepareOptions } from './command-line/prepare-options.js';
import { runMain } from './command-line/run-main.js';
import { startCounter } from './experiment/progress.js';

await runMain(async () => {
  const { data, size, out } = parsePrepareOptions(process.argv);
  const { samples, classes } = await readSource(data);
  const counter = startCounter('pictures');
  const { pictures, kept } = await prepare(samples, {
    folder: out,
    size,
    classes,
    onPlan: ({ pictures, kept, bytes, freeBytes, damaged }) => {
      for (const damage of damaged) counter.say(`${damage}; it is built anew`);
      counter.say(
        `${pictures} pictures to decode, ${kept} there already; ${gigabytes(bytes)} to write, ${gigabytes(freeBytes)} free`,
      );
    },
    onProgress: ({ done, pictures, secondsLeft }) => counter.update({ done, of: pictures, secondsLeft }),
  }).finally(() => counter.end());
  console.log(`prepared ${pictures + kept} pictures of ${size}x${size}: ${out}`);
});

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
