/**
 * Shows what a data set is like: examples of each class on one sheet, how many there are of each and which occur
 * together, and how bright each stain is. `npm run contact-sheet -- --help` lists the flags.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeLabels, measureChannels, type Sample, type SkippedSample } from '@hpa/data';
import { openImages } from '@hpa/data/node';
import { parseContactSheetOptions } from '../command-line/contact-sheet-options.js';
import { runMain } from '../command-line/run-main.js';
import { readCells } from '../dataset/read-cells.js';
import { writeWhole } from '../experiment/run-folder.js';
import { contactPage } from '../pages/contact-page.js';
import { type ContactSection, contactSheet } from '../pages/contact-sheet.js';

await runMain(async () => {
  const { data, examples, size, out, ...reading } = parseContactSheetOptions(process.argv);
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
});
