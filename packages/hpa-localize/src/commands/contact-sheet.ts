import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeLabels, measureChannels, type Sample, type SkippedSample } from '@hpa/data';
import { openImages } from '@hpa/data/node';
import type { Command } from 'commander';
import { parseInteger } from '../command-line/parse-integer.js';
import { sizeFlag, withExamples, withReadingFlags } from '../command-line/shared-flags.js';
import { type ReadCellsOptions, readCells } from '../dataset/read-cells.js';
import { writeWhole } from '../experiment/run-folder.js';
import { contactPage } from '../pages/contact-page.js';
import { type ContactSection, contactSheet } from '../pages/contact-sheet.js';

/** The flags of `contact-sheet`. */
interface ContactSheetFlags extends ReadCellsOptions {
  readonly data: string;
  readonly examples: number;
  readonly size: number;
  readonly out: string;
}

/** Adds the flags and the action of `hpa-localize contact-sheet`. */
export function addContactSheet(command: Command): void {
  command
    .description(
      'Shows what a dataset is like: examples of each class, how many there are of each and which occur together, and how bright each channel is.',
    )
    .requiredOption('--data <path>', 'a dataset in any layout');
  withReadingFlags(command)
    .option('--examples <number>', 'images of each class', parseInteger({ minimum: 1 }), 8)
    .addOption(sizeFlag('height and width of each image').default(128))
    .requiredOption('--out <folder>', 'where sheet.png, sheet.html and statistics.json go')
    .action(drawContactSheet);
  withExamples(command, [
    '--data DIR --out sheet',
    '--data DIR --examples 12 --size 96 --skip-bad --out sheet',
  ]);
}

async function drawContactSheet({ data, examples, size, out, ...reading }: ContactSheetFlags): Promise<void> {
  const { skipBad } = reading;
  const read = await readCells(data, reading);
  console.log(`cells: ${data}, laid out as ${read.layout}; ${read.samples.length}`);

  // Every picture is decoded once: what cannot be is known before the examples are chosen.
  const skipped = [...read.skipped];
  const skip = (bad: SkippedSample) => skipped.push(bad);
  const images = openImages({ height: size, width: size });
  const groupBy = ({ group }: Sample) => group ?? 'all';
  const stains = await measureChannels(read.samples, { images, groupBy, ...(skipBad && { skip }) });
  const bad = new Set(skipped.map(({ id }) => id));
  const samples = read.samples.filter(({ id }) => !bad.has(id));
  if (samples.length === 0) {
    throw new Error(`${data}: no picture can be decoded; ${skipped[0]?.reason}`);
  }

  const labels = describeLabels(samples, { classCount: read.classes.length, exampleCount: examples });
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const sections: ContactSection[] = [];
  const unlabelled = samples.filter((sample) => sample.labels.length === 0).map(({ id }) => id);
  const shown = [
    ...read.classes.map(({ name }, label) => ({
      name,
      count: labels.counts[label],
      ids: labels.examples[label] ?? [],
    })),
    { name: 'No label', count: unlabelled.length, ids: unlabelled.slice(0, examples) },
  ].filter(({ ids }) => ids.length > 0);
  for (const { name, count, ids } of shown) {
    const tiles = ids.map(async (id) => ({ caption: id, image: await images.image(byId.get(id) as Sample) }));
    sections.push({ title: `${name}: ${count} of ${samples.length}`, tiles: await Promise.all(tiles) });
    console.log(`  ${name}: ${count}`);
  }

  await images.close();

  const notes = [
    `${samples.length} cells of ${shown.length} classes from ${stains.size} sources; each picture at ${size} x ${size} pixels.`,
    ...(skipped.length > 0
      ? [`Cells that could not be used: ${skipped.length}; statistics.json lists them.`]
      : []),
  ];
  await writeWhole(
    join(out, 'sheet.html'),
    await contactPage(sections, { title: data, notes, tileSize: size }),
  );
  await writeFile(
    join(out, 'sheet.png'),
    await contactSheet(sections, { title: data, tileSize: size, columns: Math.min(examples, 12) }),
  );
  const statistics = { classes: read.classes, labels, stains: Object.fromEntries(stains), skipped };
  await writeWhole(join(out, 'statistics.json'), `${JSON.stringify(statistics, null, 2)}\n`);
  for (const note of notes.slice(1)) {
    console.log(`note: ${note}`);
  }
  console.log(`sheet: ${join(out, 'sheet.html')}`);
}
