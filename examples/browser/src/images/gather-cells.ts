import type { ChannelName } from '@hpa/data';
import type { CellSource } from '../answering/messages.js';

/** What each color in the names of the Human Protein Atlas shows. */
const CHANNELS: Readonly<Record<string, ChannelName>> = {
  red: 'microtubules',
  green: 'protein',
  blue: 'nucleus',
  yellow: 'er',
};
const PICTURE = /^(.+)\.(png|jpe?g|webp|tiff?)$/i;
const ONE_CHANNEL = /^(.+)_(red|green|blue|yellow)$/i;
const COMPOSITE = /^(.+?)(?:_(?:red|green|blue)){3}$/i;
const REQUIRED: readonly ChannelName[] = ['microtubules', 'protein', 'nucleus'];

/** A cell to localize, by the name that its files share. */
export interface NamedCell {
  readonly id: string;
  readonly source: CellSource;
}

/** The cells among files, and what is wrong with the others, one sentence each. */
export interface GatheredCells {
  readonly cells: readonly NamedCell[];
  readonly problems: readonly string[];
}

/**
 * Finds the cells among files by their names, as HPA and Kaggle have them: {id}_red, _green, _blue and _yellow are microtubules,
 * protein, nucleus and endoplasmic reticulum, which may be missing. Any other picture shows the first three as red, green and
 * blue. A picture beside those of a cell that shows them together, {id}_blue_red_green, is passed over.
 */
export function gatherCells(files: readonly File[]): GatheredCells {
  const sets = new Map<string, Partial<Record<ChannelName, File>>>();
  const colored = new Map<string, File>();
  const problems: string[] = [];
  for (const file of files) {
    const stem = PICTURE.exec(file.name)?.[1];
    if (stem === undefined) {
      problems.push(`${file.name} is no picture (.png, .jpg, .webp or .tif)`);
      continue;
    }
    const composite = COMPOSITE.exec(stem)?.[1];
    const [, id, color] = composite === undefined ? (ONE_CHANNEL.exec(stem) ?? []) : [];
    if (id === undefined) {
      colored.set(composite ?? stem, file);
      continue;
    }
    const channel = CHANNELS[color!.toLowerCase()]!;
    const own = sets.get(id) ?? {};
    if (own[channel] === undefined) {
      sets.set(id, { ...own, [channel]: file });
    } else {
      problems.push(`${file.name}: ${id} has ${own[channel].name} for ${channel} already`);
    }
  }
  const cells: NamedCell[] = [];
  for (const [id, own] of sets) {
    const missing = REQUIRED.filter((name) => own[name] === undefined);
    if (missing.length === 0) {
      cells.push({ id, source: { kind: 'stains', files: own } });
    } else {
      const color = (name: ChannelName) => Object.keys(CHANNELS).find((each) => CHANNELS[each] === name);
      problems.push(
        `${id} lacks ${missing.map((name) => `${name} (${id}_${color(name)})`).join(' and ')}; without it there is no answer`,
      );
    }
  }
  for (const [id, file] of colored) {
    if (!sets.has(id)) {
      cells.push({ id, source: { kind: 'color', file } });
    }
  }
  return { cells: cells.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })), problems };
}
