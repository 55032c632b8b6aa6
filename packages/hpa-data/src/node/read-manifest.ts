import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { locations } from '../locations.js';
import type { Sample } from '../sample.js';
import { channelFilesOf } from './channel-files-of.js';
import { type CsvRow, readCsv } from './read-csv.js';

/**
 * Reads a labelled data set in the layout of the Kaggle 2018 competition.
 *
 *     train.csv                          Id,Target        location ids, separated by spaces
 *     groups.csv (optional)              Id,Group         what a split must keep together
 *     train/{Id}_{red,green,blue,yellow}.png
 *
 * No image is opened, but each file is known to exist once this returns.
 *
 * @returns Samples in the order of train.csv, with location ids in [0, 27] as labels.
 * @throws Error naming file and line for a missing column, an unknown or repeated label, a repeated Id, an Id
 * of groups.csv that is not in train.csv, one of train.csv that is not in groups.csv, and a missing channel
 * file.
 */
export async function readManifest(directory: string): Promise<Sample[]> {
  const manifest = join(directory, 'train.csv');
  const rows = await readCsv(manifest, { columns: ['Id', 'Target'] });
  const lines = linesById(rows, manifest);
  const groups = await readGroups(join(directory, 'groups.csv'), { manifest, lines });
  const imageDirectory = join(directory, 'train');
  const samples = rows.map(({ line, values: { Id: id, Target: target } }) => {
    const labels = parseTarget(target, `${manifest} line ${line}`);
    const channels = channelFilesOf(id, { directory: imageDirectory });
    const group = groups?.get(id);
    return group === undefined ? { id, labels, channels } : { id, labels, group, channels };
  });
  await requireFiles(samples, { imageDirectory, manifest, lines });
  return samples;
}

/** Line of each Id, which must be given and given once. */
function linesById(rows: readonly CsvRow<'Id'>[], file: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { line, values } of rows) {
    if (values.Id === '') {
      throw new Error(`${file} line ${line}: the Id is empty`);
    }
    const earlier = lines.get(values.Id);
    if (earlier !== undefined) {
      throw new Error(`${file} line ${line}: duplicate Id ${values.Id}, first on line ${earlier}`);
    }
    lines.set(values.Id, line);
  }
  return lines;
}

function parseTarget(target: string, where: string): number[] {
  const labels = target.split(/\s+/).map((text) => {
    if (!/^\d+$/.test(text) || Number(text) >= locations.length) {
      throw new Error(
        `${where}: unknown label '${text}'; Target must be integers in [0, ${locations.length - 1}] separated by spaces`,
      );
    }
    return Number(text);
  });
  const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
  if (repeated !== undefined) {
    throw new Error(`${where}: label ${repeated} is given twice`);
  }
  return labels;
}

interface Manifest {
  readonly manifest: string;
  readonly lines: ReadonlyMap<string, number>;
}

async function readGroups(
  file: string,
  { manifest, lines }: Manifest,
): Promise<Map<string, string> | undefined> {
  if (!existsSync(file)) {
    return undefined;
  }
  const rows = await readCsv(file, { columns: ['Id', 'Group'] });
  linesById(rows, file);
  const groups = new Map<string, string>();
  for (const { line, values } of rows) {
    if (!lines.has(values.Id)) {
      throw new Error(`${file} line ${line}: Id ${values.Id} is not in ${manifest}`);
    }
    if (values.Group === '') {
      throw new Error(`${file} line ${line}: the Group of ${values.Id} is empty`);
    }
    groups.set(values.Id, values.Group);
  }
  for (const [id, line] of lines) {
    if (!groups.has(id)) {
      throw new Error(`${manifest} line ${line}: Id ${id} has no row in ${file}`);
    }
  }
  return groups;
}

async function requireFiles(
  samples: readonly Sample[],
  { imageDirectory, manifest, lines }: Manifest & { readonly imageDirectory: string },
): Promise<void> {
  const present = new Set((await readdir(imageDirectory)).map((name) => join(imageDirectory, name)));
  const missing = samples.flatMap(({ id, channels }) =>
    Object.values(channels)
      .filter((file) => !present.has(file))
      .map((file) => ({ id, file })),
  );
  const [first] = missing;
  if (first !== undefined) {
    const more = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`;
    throw new Error(`${manifest} line ${lines.get(first.id)}: missing channel file ${first.file}${more}`);
  }
}
