import type { ChannelName } from '@hpa/data';
import type { CellSource, Field, ImageSource } from '../answering/messages.js';

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
/** As StarDist's users, Cellpose and HPA-Cell-Segmentation name label masks; the last is of nuclei, which are passed over. */
const MASK = /^(.+)_(mask|cp_masks|cellmask|nucleimask)$/i;
const REQUIRED: readonly ChannelName[] = ['microtubules', 'protein', 'nucleus'];

/** A cell to localize, by the name that its files share. */
export interface NamedCell {
  readonly id: string;
  readonly source: CellSource;
}

/** An image of one cell or, with a label mask, of many, by the name that its files share. */
export interface NamedImage {
  readonly id: string;
  readonly source: ImageSource;
  /** The file of its label mask, or to look for its cells. */
  readonly mask?: Field['mask'];
}

/** The images among files, and what is wrong with the others, one sentence each. */
export interface GatheredImages {
  readonly images: readonly NamedImage[];
  readonly problems: readonly string[];
}

/**
 * Finds the images among files by their names, as HPA and Kaggle have them: {id}_red, _green, _blue and _yellow are microtubules,
 * protein, nucleus and endoplasmic reticulum, which may be missing. Any other picture shows the first three as red, green and
 * blue. A picture beside those of a cell that shows them together, {id}_blue_red_green, is passed over. A label mask,
 * {id}_mask, _cp_masks or _cellmask, tells the cells of its image apart.
 */
export function gatherImages(files: readonly File[]): GatheredImages {
  const sets = new Map<string, Record<ChannelName, File>>();
  const colored = new Map<string, File>();
  const masks = new Map<string, File>();
  const problems: string[] = [];
  for (const file of files) {
    const stem = PICTURE.exec(file.name)?.[1];
    if (stem === undefined) {
      problems.push(`${file.name} is no picture (.png, .jpg, .webp or .tif)`);
      continue;
    }
    const [, field, kind] = MASK.exec(stem) ?? [];
    if (field !== undefined) {
      if (kind!.toLowerCase() === 'nucleimask') {
        continue;
      }
      if (masks.has(field)) {
        problems.push(`${file.name}: ${field} has the label mask ${masks.get(field)!.name} already`);
      } else {
        masks.set(field, file);
      }
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
  const images: NamedImage[] = [];
  const found = (id: string, source: ImageSource): void => {
    const mask = masks.get(id);
    images.push({ id, source, ...(mask && { mask }) });
    masks.delete(id);
  };
  for (const [id, own] of sets) {
    const missing = REQUIRED.filter((name) => own[name] === undefined);
    if (missing.length === 0) {
      found(id, { kind: 'stains', files: own });
    } else {
      masks.delete(id);
      const color = (name: ChannelName) => Object.keys(CHANNELS).find((each) => CHANNELS[each] === name);
      problems.push(
        `${id} lacks ${missing.map((name) => `${name} (${id}_${color(name)})`).join(' and ')}; without it there is no answer`,
      );
    }
  }
  for (const [id, file] of colored) {
    if (!sets.has(id)) {
      found(id, { kind: 'color', file });
    }
  }
  for (const [id, { name }] of masks) {
    problems.push(`${name} is the label mask of ${id}, of which there is no image: give both together`);
  }
  return { images: images.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })), problems };
}
