import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CHANNEL_NAMES } from '@hpa/data';
import { z } from 'zod';
import type { OpenDatasetOptions } from '../dataset/open-dataset.js';

/** How the levels of files become those of images. */
type Decoding = Pick<OpenDatasetOptions, 'whiteLevel' | 'levels' | 'channelOrder'>;

/** The same, where an option may also be undefined. */
type Given = { readonly [Option in keyof Decoding]: Decoding[Option] | undefined };

/** What the config of a run says of how images are read; it says more, and other files of that name say nothing of it. */
const CONFIG = z.object({
  options: z
    .object({
      whiteLevel: z.int().min(1).exactOptional(),
      levels: z.tuple([z.number(), z.number()]).exactOptional(),
      channelOrder: z.array(z.enum(CHANNEL_NAMES)).exactOptional(),
    })
    .exactOptional(),
});

/**
 * Says how images must be read for a model: as those that it was trained on, by the config of its run, unless the options
 * that are given say otherwise. A model outside a run says nothing.
 *
 * @throws Error naming the config if it is damaged.
 */
export async function readingOfModel(folder: string, given: Given = {}): Promise<Decoding> {
  const { whiteLevel, levels, channelOrder } = given;
  const trained = await readConfig(folder);
  const order = channelOrder ?? trained.channelOrder;
  const stated = whiteLevel !== undefined || levels !== undefined ? given : trained;
  return {
    ...(stated.whiteLevel !== undefined && { whiteLevel: stated.whiteLevel }),
    ...(stated.levels !== undefined && { levels: stated.levels }),
    ...(order !== undefined && { channelOrder: order }),
  };
}

async function readConfig(folder: string): Promise<Decoding> {
  // A model of a run lies in the run folder, or deeper where it was trained several times.
  let place = dirname(folder);
  while (/^(repeat|fold)-\d+$/.test(basename(place))) {
    place = dirname(place);
  }
  const path = join(dirname(place), 'config.json');
  if (basename(folder) !== 'model' || !existsSync(path)) {
    return {};
  }
  let config: unknown;
  try {
    config = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path}: expected the config of a run, which says how images are read`, { cause });
  }
  const parsed = CONFIG.safeParse(config);
  if (!parsed.success) {
    const [{ path: at, message } = { path: [], message: '' }] = parsed.error.issues;
    throw new Error(`${path}: expected the config of a run; ${at.join('.')}: ${message}`);
  }
  return parsed.data.options ?? {};
}
