import { dirname, join } from 'node:path';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { completeFiles } from './collect-image-sets.js';
import { detectLayout } from './detect-layout.js';
import { listClassFolders } from './list-class-folders.js';
import { listHpaFiles } from './list-hpa-files.js';
import { listKaggle2018, listKaggle2021 } from './list-kaggle.js';
import { listTable } from './list-table.js';
import { type GroupTable, readGroups } from './read-groups.js';
import type { Entry, LayoutName, Listing, Source } from './source.js';

/** Options of {@link readSource}. */
export interface ReadSourceOptions {
  /** How the data set is laid out; told by what it holds where not given. */
  readonly layout?: LayoutName;
  /** A stain that pictures may lack: without it, every picture needs all four. */
  readonly allowMissing?: 'er';
  /** Whether a picture that cannot be used ends the reading, or is listed among the skipped. */
  readonly badSamples?: 'throw' | 'skip';
}

interface ListOptions {
  readonly allowMissing?: 'er' | undefined;
}

const listers: Readonly<Record<LayoutName, (path: string, options: ListOptions) => Promise<Listing>>> = {
  'kaggle-2018': listKaggle2018,
  'kaggle-2021': listKaggle2021,
  'hpa-files': listHpaFiles,
  'class-folders': listClassFolders,
  table: listTable,
};

/**
 * Reads a labelled data set in any layout that the package knows; the README has a table of them. groups.csv
 * (Id,Group), where there is one beside the pictures, says what a split must keep together.
 *
 * No image is opened, but where a folder holds the images each is known to be there.
 *
 * @param path A folder, or the file of a table of paths.
 * @throws Error where the layout cannot be told, or its tables are unfit, naming file and line. In strict mode also
 * for a picture with a repeated or empty id, unknown labels or a missing file, and where none can be used.
 */
export async function readSource(
  path: string,
  { layout, allowMissing, badSamples = 'throw' }: ReadSourceOptions = {},
): Promise<Source> {
  const found = layout ?? (await detectLayout(path));
  const { classes, entries } = await listers[found](path, { allowMissing });
  const groups = await readGroups(join(found === 'table' ? dirname(path) : path, 'groups.csv'));
  groups?.requireKnown(new Set(entries.map(({ id }) => id)));

  const firstOf = new Map<string, Entry>();
  const samples: Sample[] = [];
  const skipped: SkippedSample[] = [];
  for (const entry of entries) {
    const earlier = firstOf.get(entry.id);
    try {
      requireNewId(entry, earlier);
      firstOf.set(entry.id, entry);
      samples.push(toSample(entry, { groups, allowMissing }));
    } catch (cause) {
      skipped.push({ id: entry.id, reason: `${entry.where}: ${(cause as Error).message}` });
    }
  }
  requireUsable({ path, samples, skipped, badSamples });
  return { layout: found, classes, samples, skipped };
}

function requireNewId({ id }: Entry, earlier: Entry | undefined): void {
  if (id === '') {
    throw new Error('the Id is empty');
  }
  if (earlier !== undefined) {
    throw new Error(`duplicate Id ${id}, first ${earlier.where.replace(/^.* (line \d+)$/, 'on $1')}`);
  }
}

function toSample(
  entry: Entry,
  {
    groups,
    allowMissing,
  }: { readonly groups: GroupTable | undefined; readonly allowMissing: 'er' | undefined },
): Sample {
  const { id, expected } = entry;
  const labels = entry.labels();
  const channels = completeFiles(entry.files, { allowMissing, expected });
  const group = groups === undefined ? entry.group : groups.groupOf(id);
  if (group === '') {
    throw new Error(`the Group of ${id} is empty`);
  }
  return group === undefined ? { id, labels, channels } : { id, labels, group, channels };
}

function requireUsable({
  path,
  samples,
  skipped,
  badSamples,
}: Pick<Source, 'samples' | 'skipped'> & {
  readonly path: string;
  readonly badSamples: 'throw' | 'skip';
}): void {
  const [first, ...others] = skipped;
  if (first !== undefined && badSamples === 'throw') {
    const more = others.length === 0 ? '' : `; ${others.length} more of the samples cannot be used either`;
    throw new Error(`${first.reason}${more}`);
  }
  if (samples.length === 0) {
    throw new Error(
      `${path}: none of its ${skipped.length} samples can be used${first === undefined ? '' : `; ${first.reason}`}`,
    );
  }
}
