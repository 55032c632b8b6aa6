import { dirname, join } from 'node:path';
import type { ClassLabel } from '../../labels/class-label.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { completeFiles } from './collect-image-sets.js';
import { detectLayout } from './detect-layout.js';
import type { Entry, Layout } from './layout.js';
import { LAYOUT_NAMES, LAYOUTS } from './layouts.js';
import { type GroupTable, readGroups } from './read-groups.js';

/** A labeled dataset in files. */
export interface LayoutDataset {
  /** Name of its layout. */
  readonly layout: string;
  /** What the labels of the samples mean. */
  readonly classes: readonly ClassLabel[];
  /** In the order of the manifest, or by id if there is none. */
  readonly samples: readonly Sample[];
  /** Samples that cannot be used; empty unless bad samples are skipped. */
  readonly skipped: readonly SkippedSample[];
}

/**
 * Reads a labeled dataset in any of the `LAYOUT_NAMES`; the README has a table of them. groups.csv (Id,Group) beside the
 * images, if there is one, says what a split must keep together.
 *
 * No pixel is decoded, but the files are known to exist.
 *
 * @param path A folder, or the file of a table of paths.
 * @throws RangeError if `layout` is not one of the `LAYOUT_NAMES`.
 * @throws Error if the layout cannot be told or its tables are invalid, naming file and line; and, unless bad samples are
 * skipped, if a sample has a repeated or empty id, unknown labels or a missing file, or no sample can be used.
 *
 * @example
 * import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readLayout } from '@hpa/data/node';
 * const folder = await mkdtemp(join(tmpdir(), 'cells-'));
 * await mkdir(join(folder, 'Golgi apparatus'));
 * await writeFile(join(folder, 'Golgi apparatus', 'a.tif'), '');
 * const { layout, classes, samples } = await readLayout(folder);
 * [layout, classes, samples[0].id]; // ["class-folders", [{"id": 0, "name": "Golgi apparatus"}], "Golgi apparatus/a"]
 */
export async function readLayout(
  path: string,
  {
    layout: name,
    allowMissing,
    badSamples = 'throw',
  }: {
    /** How the dataset is laid out, one of the `LAYOUT_NAMES`; by default told by what it holds. */
    readonly layout?: string | undefined;
    /** A channel that samples may lack; by default every sample needs all four. */
    readonly allowMissing?: 'er' | undefined;
    /** Whether a sample that cannot be used throws, or is listed among the skipped. */
    readonly badSamples?: 'throw' | 'skip';
  } = {},
): Promise<LayoutDataset> {
  const layout = name === undefined ? await detectLayout(path) : requireLayout(name);
  const { classes, entries } = await layout.list(path, { allowMissing });
  const groups = await readGroups(join(layout.name === 'table' ? dirname(path) : path, 'groups.csv'));
  groups?.requireKnown(new Set(entries.map(({ id }) => id)));

  const firsts = new Map<string, Entry>();
  const samples: Sample[] = [];
  const skipped: SkippedSample[] = [];
  for (const entry of entries) {
    const earlier = firsts.get(entry.id);
    try {
      requireNewId(entry, earlier);
      firsts.set(entry.id, entry);
      samples.push(toSample(entry, { groups, allowMissing }));
    } catch (cause) {
      skipped.push({ id: entry.id, reason: `${entry.where}: ${(cause as Error).message}` });
    }
  }
  requireUsable({ path, samples, skipped, badSamples });
  return { layout: layout.name, classes, samples, skipped };
}

function requireLayout(name: string): Layout {
  const layout = LAYOUTS.find((each) => each.name === name);
  if (layout === undefined) {
    throw new RangeError(`layout must be one of ${LAYOUT_NAMES.join(', ')}; received ${name}`);
  }
  return layout;
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
  const channels = completeFiles(entry.files(), { allowMissing, expected });
  const group = groups === undefined ? entry.group : groups.find(id);
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
}: Pick<LayoutDataset, 'samples' | 'skipped'> & {
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
