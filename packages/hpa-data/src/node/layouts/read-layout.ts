import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChannelName } from '../../image/cell-image.js';
import type { ClassLabel } from '../../labels/class-label.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { mapInOrder } from '../files/map-in-order.js';
import { channelNaming } from './channel-naming.js';
import { completeFiles } from './complete-files.js';
import { detectLayout } from './detect-layout.js';
import { isImageFile } from './file-names.js';
import { HPA_FILES } from './hpa-files.js';
import { IMAGE_SETS, listGivenFiles } from './image-sets.js';
import type { Entry, Layout, Listing, ListOptions } from './layout.js';
import { LAYOUT_NAMES, LAYOUTS } from './layouts.js';
import { readFilePixelSize } from './read-file-pixel-size.js';
import { type GroupTable, readGroups } from './read-groups.js';

/**
 * Reads a dataset in any of the `LAYOUT_NAMES`, labeled or not; the README has a table of them. groups.csv (Id,Group) beside the
 * images, if there is one, says what a split must keep together. What its other columns and those of a table of paths say of an image
 * are its `attributes`.
 *
 * No pixel is decoded, but the files are known to exist. Of TIFF that is not compressed by gzip the size of its pixels is read: from
 * OME-XML, from the unit that ImageJ states, or from the tags of its resolution where that is a microscope's and not a printer's.
 *
 * @param where A folder, the file of a table of paths, or a list of image files, which have no labels.
 * @throws RangeError if `layout` is not one of the `LAYOUT_NAMES`, `channels` are not one to eight different names that files call
 * differently, or `allowMissing` names another one.
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
  where: string | readonly string[],
  {
    layout: name,
    channels: called,
    allowMissing = [],
    badSamples = 'throw',
    labels,
  }: {
    /** How the dataset is laid out, one of the `LAYOUT_NAMES`; by default told by what it holds. */
    readonly layout?: string | undefined;
    /**
     * The channels that images have, in their order, and what files call each: `{ nucleus: 'DAPI', actin: 'Phalloidin' }`. This is a word
     * at the end or beginning of the name of a file, a folder, a column of a table, or a channel in OME-XML, in any case of letters. A
     * channel called by its own name is also found by the usual ones, and channels that are not named are left out. By default images have
     * the four of `CHANNEL_NAMES`, called by their colors or by usual names.
     */
    readonly channels?: Readonly<Record<ChannelName, string>> | undefined;
    /** Channels that samples may lack; by default every sample needs all. */
    readonly allowMissing?: ChannelName | readonly ChannelName[] | undefined;
    /** Whether a sample that cannot be used throws, or is listed among the skipped. */
    readonly badSamples?: 'throw' | 'skip';
    /**
     * Whether labels are needed: `required` refuses images without any. `optional` and `ignored` take images in a folder
     * for images without labels where their names could mean more, and `ignored` also takes files named as on the HPA's
     * site as such where their folders could be classes. By default none of this.
     */
    readonly labels?: 'required' | 'optional' | 'ignored';
  } = {},
): Promise<{
  /** Name of its layout. */
  readonly layout: string;
  /** What the labels of the samples mean. */
  readonly classes: readonly ClassLabel[];
  /** The channels that images have, in their order, for `openImages`, `measureLevels` and `prepare`: those named, by default four. */
  readonly channels: readonly ChannelName[];
  /**
   * In the order of the manifest, or by id if there is none. `split` says to which split the dataset itself gives each.
   */
  readonly samples: readonly Sample[];
  /** Samples that cannot be used; empty unless bad samples are skipped. */
  readonly skipped: readonly SkippedSample[];
  /** What a reader should know of the files, one plain sentence each, such as how many were left aside. */
  readonly warnings: readonly string[];
}> {
  const naming = channelNaming(called);
  const options = { naming, allowMissing: requireAmong([allowMissing].flat(), naming) };
  const { layout, path, listing } = await listSamples(where, { name, labels, ...options });
  const { classes, entries, warnings = [] } = listing;
  const groups = path === undefined ? undefined : await readGroups(join(path, 'groups.csv'));
  groups?.requireKnown(new Set(entries.map(({ id }) => id)));

  const firsts = new Map<string, Entry>();
  const samples: Sample[] = [];
  const skipped: SkippedSample[] = [];
  for (const entry of entries) {
    const earlier = firsts.get(entry.id);
    try {
      requireNewId(entry, earlier);
      firsts.set(entry.id, entry);
      samples.push(toSample(entry, { groups, ...options }));
    } catch (cause) {
      skipped.push({ id: entry.id, reason: `${entry.where}: ${(cause as Error).message}` });
    }
  }
  const provenance = path ?? 'the files given';
  requireUsable({ path: provenance, samples, skipped, badSamples });
  if (labels === 'required' && !samples.some((sample) => sample.labels.length > 0)) {
    throw new Error(
      `${typeof where === 'string' ? where : provenance}: its ${samples.length} images have no labels, which are needed here (layout ${layout})`,
    );
  }
  const sized = await measurePixels(samples);
  return {
    layout,
    classes,
    channels: naming.channels,
    samples: sized.samples,
    skipped,
    warnings: [...warnings, ...sized.warnings],
  };
}

/** Adds the size of their pixels to samples whose files state it. */
async function measurePixels(samples: readonly Sample[]): Promise<{
  readonly samples: readonly Sample[];
  readonly warnings: readonly string[];
}> {
  const sizes = await mapInOrder(samples, ({ channels }) =>
    readFilePixelSize(Object.values(channels)[0] ?? ''),
  );
  const oblong = samples.filter((_, index) => sizes[index] === 'oblong');
  const [first] = oblong;
  return {
    samples: samples.map((sample, index) => {
      const size = sizes[index];
      return typeof size === 'number' ? { ...sample, pixelSize: size } : sample;
    }),
    warnings:
      first === undefined
        ? []
        : [
            `the pixels of ${oblong.length} of ${samples.length} images are no squares, such as those of ${first.id}: their size is taken for unknown`,
          ],
  };
}

function requireAmong(
  allowMissing: readonly ChannelName[],
  { channels }: Pick<ListOptions['naming'], 'channels'>,
): readonly ChannelName[] {
  const stranger = allowMissing.find((name) => !channels.includes(name));
  if (stranger !== undefined) {
    throw new RangeError(
      `allowMissing must name channels among ${channels.join(', ')}; received ${stranger}`,
    );
  }
  return allowMissing;
}

/** How well a layout must fit where no labels are asked for: plain images come before folders that could be classes. */
const UNLABELED_FIRST = ['surely', 'unlabeled', 'possibly'] as const;

/** Lists the samples of a dataset, and says in which folder its groups are. */
async function listSamples(
  where: string | readonly string[],
  {
    name,
    labels,
    ...options
  }: ListOptions & {
    readonly name: string | undefined;
    readonly labels: 'required' | 'optional' | 'ignored' | undefined;
  },
): Promise<{ readonly layout: string; readonly path: string | undefined; readonly listing: Listing }> {
  if (typeof where !== 'string') {
    if (name !== undefined && name !== IMAGE_SETS.name) {
      throw new RangeError(`a list of files has the layout ${IMAGE_SETS.name}; received ${name}`);
    }
    return { layout: IMAGE_SETS.name, path: undefined, listing: await listGivenFiles(where, options) };
  }
  const isFile = !(await stat(where)).isDirectory();
  if (isFile && isImageFile(where) && name === undefined) {
    return listSamples([where], { name, labels, ...options });
  }
  const detecting = {
    naming: options.naming,
    ...(labels !== undefined && labels !== 'required' && { order: UNLABELED_FIRST }),
    ...(labels === 'ignored' && { rather: HPA_FILES.name }),
  };
  const layout = name === undefined ? await detectLayout(where, detecting) : requireLayout(name);
  const path = isFile ? dirname(where) : where;
  return { layout: layout.name, path, listing: await layout.list(where, options) };
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
  { groups, ...options }: ListOptions & { readonly groups: GroupTable | undefined },
): Sample {
  const { id, expected } = entry;
  const labels = entry.labels();
  const channels = completeFiles(entry.files(), { ...options, expected });
  const row = groups?.find(id);
  const group = row === undefined ? entry.group : row.group;
  const attributes = { ...entry.attributes, ...row?.attributes };
  const { split } = entry;
  if (group === '') {
    throw new Error(`the Group of ${id} is empty`);
  }
  return {
    id,
    labels,
    ...(group !== undefined && { group }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(split !== undefined && { split }),
    channels,
  };
}

function requireUsable({
  path,
  samples,
  skipped,
  badSamples,
}: Pick<Awaited<ReturnType<typeof readLayout>>, 'samples' | 'skipped'> & {
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
