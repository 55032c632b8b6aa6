import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample } from '../sample.js';
import { channelColours } from './channel-colours.js';
import { channelFilesOf } from './channel-files-of.js';

const channelFile = new RegExp(`^(.+)_(${Object.values(channelColours).join('|')})\\.png$`);

/**
 * Lists the pictures of a folder that has no manifest, for prediction: all sets
 * {id}_{red,green,blue,yellow}.png in it, or else in its folder train/ or test/. Files of other names are
 * none of its business.
 *
 * @returns Samples without labels, by id.
 * @throws Error where there is no set, a set lacks a file, or both train/ and test/ hold sets.
 */
export async function readImageSets(directory: string): Promise<Sample[]> {
  const names = await readdir(directory);
  const inside = setsAmong(names, directory);
  if (inside.length > 0) {
    return inside;
  }
  const [train, test] = await Promise.all(
    ['train', 'test'].map(async (folder) => {
      const path = join(directory, folder);
      return names.includes(folder) ? setsAmong(await readdir(path), path) : [];
    }),
  );
  if (train!.length > 0 && test!.length > 0) {
    throw new Error(
      `${directory}: both train/ and test/ hold images; name the folder that is meant, such as ${join(directory, 'test')}`,
    );
  }
  if (train!.length + test!.length === 0) {
    throw new Error(
      `${directory}: expected {id}_red.png, _green.png, _blue.png and _yellow.png in it, in train/ or in test/; found none`,
    );
  }
  return [...train!, ...test!];
}

function setsAmong(names: readonly string[], directory: string): Sample[] {
  const present = new Set(names);
  const ids = new Set(names.flatMap((name) => channelFile.exec(name)?.[1] ?? []));
  return [...ids].sort().map((id) => {
    const missing = Object.values(channelColours).find((colour) => !present.has(`${id}_${colour}.png`));
    if (missing !== undefined) {
      throw new Error(`missing channel file ${join(directory, `${id}_${missing}.png`)}`);
    }
    return { id, labels: [], channels: channelFilesOf(id, { directory }) };
  });
}
