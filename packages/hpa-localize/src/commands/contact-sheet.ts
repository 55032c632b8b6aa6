import { join } from 'node:path';
import { describeLabels, measureChannels, type Sample, type SkippedSample } from '@hpa/data';
import { type Command, Option } from 'commander';
import { joinNames } from '../answers/joined-names.js';
import { countLoads } from '../command-line/count-loads.js';
import { parseInteger } from '../command-line/parse-integer.js';
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
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import { type Dataset, openDataset } from '../dataset/open-dataset.js';
import { writeWhole } from '../files/write-whole.js';
import { contactPage } from '../pages/contact-page.js';
import { type ContactSection, contactSheet } from '../pages/contact-sheet.js';

/** The flags of `contact-sheet`. */
interface ContactSheetFlags extends ReadingFlags {
  readonly data: string;
  readonly examples: number;
  readonly size?: number;
  readonly out: string;
}

/** Adds the flags and the action of `hpa-localize contact-sheet`. */
export function addContactSheet(command: Command): void {
  command.description(
    'Shows what a dataset is like: examples of each class, how many there are of each and which occur together, and how bright each channel is.',
  );
  withRequiredFlag(command, new Option('--data <path>', 'a dataset in any layout'));
  withReadingFlags(command)
    .option(
      '--examples <number>',
      'images of each class, from as many groups as there are',
      parseInteger({ minimum: 1 }),
      8,
    )
    .addOption(sizeFlag('height and width of each image (default: 128, a prepared dataset its own)'));
  withRequiredFlag(
    command,
    new Option('--out <folder>', 'where sheet.png, sheet.html and statistics.json go'),
  ).action(drawContactSheet);
  withExamples(command, [
    '--data DIR --out sheet',
    '--data DIR --examples 12 --size 96 --skip-bad --out sheet',
  ]);
}

async function drawContactSheet({ data, examples, size, out, ...flags }: ContactSheetFlags): Promise<void> {
  const reading = readingOptions(flags);
  const dataset = await openDataset(data, {
    ...reading,
    labels: 'optional',
    ...(size !== undefined && { size }),
  });
  const { classes, images } = dataset;
  say(`data: ${data}, layout ${dataset.layout}; ${dataset.samples.length} images`);
  sayFields(dataset);
  sayLevels(dataset);
  sayScale(dataset);
  sayWarnings(dataset);

  // Every image is decoded first: the examples are then chosen from those that can be.
  const skipped = [...dataset.skipped];
  const skip = (bad: SkippedSample) => skipped.push(bad);
  const interrupt = stopOnInterrupt({ after: 'image' });
  const counter = startCounter('images');
  const channels = await measureChannels(dataset.samples, {
    images: countLoads(images, { of: dataset.samples.length, counter, signal: interrupt.signal }),
    groupBy: ({ group }) => group ?? 'all',
    ...(reading.badSamples === 'skip' && { skip }),
  }).finally(counter.end);
  interrupt.signal.throwIfAborted();
  const bad = new Set(skipped.map(({ id }) => id));
  const samples = dataset.samples.filter(({ id }) => !bad.has(id));
  if (samples.length === 0) {
    throw new Error(`${data}: no image can be decoded; ${skipped[0]?.reason}`);
  }

  const labels = describeLabels(samples, { classCount: classes.length, exampleCount: examples });
  const sections = await toSections(samples, { dataset, labels });
  await dataset.close();

  const { height: tileSize } = images;
  const notes = [
    `${samples.length} images of ${sections.length} classes from ${channels.size} sources; each at ${tileSize} x ${tileSize} pixels.`,
    ...(skipped.length > 0
      ? [`Images that could not be used: ${skipped.length}; statistics.json lists them.`]
      : []),
  ];
  const page = join(out, 'sheet.html');
  await writeWhole(page, await contactPage(sections, { title: data, notes, tileSize }));
  const columns = Math.min(examples, 12);
  await writeWhole(join(out, 'sheet.png'), await contactSheet(sections, { title: data, tileSize, columns }));
  const statistics = { classes, labels, channels: Object.fromEntries(channels), skipped };
  await writeWhole(join(out, 'statistics.json'), `${JSON.stringify(statistics, null, 2)}\n`);
  for (const note of notes.slice(1)) {
    say(`note: ${note}`);
  }
  say(`sheet: ${page}`);
  interrupt.release();
}

/** One section per class that has samples, and one for those without labels. */
async function toSections(
  samples: readonly Sample[],
  {
    dataset: { classes, images },
    labels,
  }: {
    readonly dataset: Dataset;
    readonly labels: ReturnType<typeof describeLabels>;
  },
): Promise<ContactSection[]> {
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const unlabeled = labels.labelsPerSample[0] ?? 0;
  const shown = [
    ...classes.map(({ name }, label) => ({
      name,
      count: labels.counts[label],
      ids: labels.examples[label] ?? [],
    })),
    { name: 'No label', count: unlabeled, ids: labels.unlabeled },
  ].filter(({ ids }) => ids.length > 0);
  const sections: ContactSection[] = [];
  for (const { name, count, ids } of shown) {
    const tiles = ids.map(async (id) => {
      const sample = byId.get(id) as Sample;
      return { caption: captionOf(sample, { classes }), image: await images.image(sample) };
    });
    sections.push({ title: `${name}: ${count} of ${samples.length}`, tiles: await Promise.all(tiles) });
    say(`  ${name}: ${count}`);
  }
  return sections;
}

/** The id, and the names of all its classes if there are several. */
function captionOf({ id, labels }: Sample, { classes }: Pick<Dataset, 'classes'>): string {
  return labels.length > 1 ? `${id}: ${joinNames(labels, { classes })}` : id;
}
