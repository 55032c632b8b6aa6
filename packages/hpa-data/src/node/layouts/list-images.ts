import { basename, join } from 'node:path';
import { mapInOrder } from '../files/map-in-order.js';
import { openRegularFile } from '../files/open-regular-file.js';
import type { ChannelNaming } from './channel-naming.js';
import { collectImageSets, compositesInWords, type FoundFiles } from './collect-image-sets.js';
import { imageEnding, namingRule, parseComposite, parseWholeImage } from './file-names.js';
import type { Entry, ListOptions } from './layout.js';
import { wholeImage } from './whole-image.js';

/** An image of a folder: its name and its files. */
export type ListedImage = Pick<Entry, 'files' | 'expected'> & { readonly name: string };

/** The images among files, and what a reader should know of the others. */
export interface ListedImages {
  readonly images: readonly ListedImage[];
  readonly warnings: readonly string[];
}

/**
 * Finds the images among the files of a folder: sets {id}_{red,green,blue,yellow}, and files of whole images. Composites
 * beside their single colors are left aside and counted; alone, one of red, green and blue is a whole image.
 *
 * @throws Error naming the folder if two images have one name.
 */
export async function listImages(
  files: readonly string[],
  {
    folder,
    naming,
    allowMissing,
    wholeImages = 'all',
    sets = collectImageSets(files, { naming }),
  }: ListOptions & {
    readonly folder: string;
    /** Which files of whole images count: all, those of a folder without sets, or composites only. */
    readonly wholeImages?: 'all' | 'alone' | 'composites';
    /** The sets among the files; by default those that their names tell. */
    readonly sets?: ReadonlyMap<string, FoundFiles>;
  },
): Promise<ListedImages> {
  const found = new Map<string, () => FoundFiles>();
  for (const [name, own] of sets) {
    found.set(name, () => own);
  }
  const inSets = new Set([...sets.values()].flatMap((own) => Object.values(own)));
  const wholes = new Map<string, string>();
  // Where it is said what channels are called, files of other words beside them are of channels that are left out.
  const leavesOut = naming.stated && wholeImages === 'all' && sets.size > 0;
  const leftOut: string[] = [];
  const counts = (isComposite: boolean) =>
    wholeImages === 'all' || (wholeImages === 'alone' ? sets.size === 0 : isComposite);
  for (const file of files) {
    const name = parseWholeImage(file, naming);
    const isComposite = parseComposite(file, naming) !== undefined;
    if (name === undefined || inSets.has(file) || !counts(isComposite) || (isComposite && sets.has(name))) {
      continue;
    }
    if (leavesOut) {
      leftOut.push(file);
      continue;
    }
    if (sets.has(name) || wholes.has(name)) {
      throw new Error(`${folder}: two images are named ${name}; names must differ without their endings`);
    }
    wholes.set(name, file);
  }
  const read = await mapInOrder([...wholes.values()], (file) => wholeImageIn(file, { naming, allowMissing }));
  for (const [index, name] of [...wholes.keys()].entries()) {
    found.set(name, read[index]!);
  }
  const used = [...wholes.values()].filter((file) => parseComposite(file, naming) !== undefined).length;
  return {
    images: [...found].map(([name, ownFiles]) => ({
      name,
      files: ownFiles,
      expected: (channel) =>
        expectedFile(join(folder, name), {
          word: naming.wordsOf(channel)[0]!,
          files: sets.get(name),
          others: sets,
        }),
    })),
    warnings: [...compositesInWords(files, { naming, used }), ...leftOutInWords(leftOut, folder)],
  };
}

function leftOutInWords(files: readonly string[], folder: string): string[] {
  const [first] = files;
  return first === undefined
    ? []
    : [
        `${folder}: ${files.length} ${files.length === 1 ? 'file is' : 'files are'} of no channel that is named, such as ${basename(first)}, and left aside`,
      ];
}

/** Names a missing file as the others of the image, or else of the dataset, are named; for messages. */
export function expectedFile(
  image: string,
  {
    word,
    files = {},
    others,
  }: {
    /** What files call its channel. */
    readonly word: string;
    readonly files?: FoundFiles | undefined;
    readonly others: ReadonlyMap<string, FoundFiles>;
  },
): string {
  const [first] = others.values();
  const like = Object.values(files)[0] ?? Object.values(first ?? {})[0];
  return `${image}_${word}${imageEnding(like)}`;
}

/** Says that a folder holds no image, by the naming rule and a name that exists. */
export function noImagesIn(
  folder: string,
  { naming, files }: { readonly naming: ChannelNaming; readonly files: readonly string[] },
): string {
  const [first] = files;
  const found =
    first === undefined
      ? 'found no file'
      : `found ${files.length} other ${files.length === 1 ? 'file' : 'files'}, such as ${basename(first)}`;
  return `${folder}: expected ${namingRule(naming)}; ${found}`;
}

/**
 * Reads whether a file of a whole image can hold the four channels of the Atlas, if it has to.
 *
 * @returns A function that gives the files by channel, or throws an Error naming the file and what to allow.
 */
export async function wholeImageIn(file: string, options: ListOptions): Promise<() => FoundFiles> {
  const { naming, allowMissing } = options;
  if (!naming.stated && !allowMissing.includes('er') && (await showsThreeColors(file))) {
    return () => {
      throw new Error(
        `${file} is a colored image, which shows three channels and no yellow; give --allow-missing yellow (allowMissing: 'er') to have it black, or say that there are three (--channels microtubules,protein,nucleus)`,
      );
    };
  }
  return () => wholeImage(file, options);
}

/** A PNG says in byte 25 what its pixels are: 2 is three colors, 3 a palette of them (https://www.w3.org/TR/png-3/#11IHDR). */
async function showsThreeColors(file: string): Promise<boolean> {
  if (/\.jpe?g$/i.test(file)) {
    return true;
  }
  if (!/\.png$/i.test(file)) {
    return false;
  }
  try {
    const handle = await openRegularFile(file);
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(26), 0, 26, 0);
      return bytesRead === 26 && buffer.toString('latin1', 1, 4) === 'PNG' && [2, 3].includes(buffer[25]!);
    } finally {
      await handle.close();
    }
  } catch {
    // A file that cannot be opened is named when it is decoded.
    return false;
  }
}
