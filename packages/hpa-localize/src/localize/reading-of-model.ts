import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { OpenDatasetOptions } from '../dataset/open-dataset.js';
import { channelsOfModel, channelsToOpen } from './channels-of-model.js';
import { recordOfModel } from './record-of-model.js';

/** How the samples of files become those of images. */
type Decoding = Pick<OpenDatasetOptions, 'levels' | 'channelOrder' | 'channels' | 'scale' | 'fit'>;

/** The same, where an option may also be undefined. */
type Given = { readonly [Option in keyof Decoding]: Decoding[Option] | undefined };

const pair = z.tuple([z.number(), z.number()]);

/** What the card of a saved model says of levels; loading the model checks the rest of it. */
const SAVED_MODEL = z.object({
  userDefinedMetadata: z.object({
    card: z.object({ input: z.object({ levels: z.union([z.literal(['bit-depth', 'percentile']), pair]) }) }),
  }),
});

/** What the config of a run says of how images are read; it says more, and other files of that name say nothing of it. */
const CONFIG = z.object({
  options: z
    .object({
      /** Of runs of versions whose cards say nothing of levels: that of white, of files of 16 bits. */
      whiteLevel: z.int().min(1).exactOptional(),
      /** Of such runs, two numbers. */
      levels: z.union([z.string(), pair]).exactOptional(),
      channelOrder: z.array(z.string()).exactOptional(),
      /** What the files of the run call the channels. */
      channels: z.record(z.string(), z.string()).exactOptional(),
    })
    .exactOptional(),
});

/**
 * Says how images must be read for a model: in the way that is on its card, or as its run was told before cards said so, at the scale at which
 * it was trained if that and those of the images are known, unless the options that are given say otherwise. A way is applied to the new
 * images: by `percentile` their own percentiles are measured, by `bit-depth`, which is meant where nothing is said, the bits of their own
 * camera. Channels are those that the model sees, called as in its run or else as usual.
 *
 * @throws Error naming the config of the run, or the record of the training, if it is damaged.
 */
export async function readingOfModel(folder: string, given: Given = {}): Promise<Decoding> {
  const record = await recordOfModel(folder);
  const run = await readConfig(folder);
  const channelOrder = given.channelOrder ?? run.channelOrder;
  const levels = given.levels ?? (await savedLevels(folder)) ?? run.levels ?? 'bit-depth';
  const needed = await channelsOfModel(folder);
  const channels = given.channels ?? channelsToOpen(needed, { called: run.channels });
  const trained = record?.scale === undefined ? 'none' : { ifKnown: record.scale };
  const fit = given.fit ?? record?.fit;
  return {
    levels,
    ...(channelOrder !== undefined && { channelOrder }),
    ...(channels !== undefined && { channels }),
    scale: given.scale ?? trained,
    ...(fit !== undefined && { fit }),
  };
}

async function savedLevels(folder: string): Promise<Decoding['levels']> {
  try {
    const model = SAVED_MODEL.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    return model.userDefinedMetadata.card.input.levels;
  } catch {
    return undefined;
  }
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
  const { whiteLevel, levels, channelOrder, channels } = parsed.data.options ?? {};
  const stated = whiteLevel === undefined ? levels : ([0, whiteLevel] as const);
  return {
    ...(typeof stated === 'object' && { levels: stated }),
    ...(channelOrder !== undefined && { channelOrder }),
    ...(channels !== undefined && { channels }),
  };
}
