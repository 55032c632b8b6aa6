import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHANNEL_NAMES, type ChannelName } from '@hpa/data';
import { channelsIn } from '../dataset/channels-in.js';
import type { OpenDatasetOptions } from '../dataset/open-dataset.js';

/**
 * Reads from the card of a saved model which channels it sees, before an engine starts; undefined of a package or a file of another kind,
 * or if the card does not say. Loading the model checks the card.
 */
export async function channelsOfModel(folder: string): Promise<readonly ChannelName[] | undefined> {
  try {
    const model = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as SavedModel | null;
    const planes = model?.userDefinedMetadata?.card?.input?.channels;
    return Array.isArray(planes) && planes.every((plane) => typeof plane === 'string')
      ? channelsIn(planes)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The part of a saved model that is read here, none of it checked. */
interface SavedModel {
  readonly userDefinedMetadata?: { readonly card?: { readonly input?: { readonly channels?: unknown } } };
}

/**
 * Says which channels of files to read for a model where nobody said it: those that it sees, called as in the run that trained it or else
 * as usual; undefined for the four of the Atlas.
 */
export function channelsToOpen(
  needed: readonly ChannelName[] | undefined,
  { called = {} }: { readonly called?: OpenDatasetOptions['channels'] | undefined },
): OpenDatasetOptions['channels'] {
  const isAtlas = needed === undefined || needed.join() === CHANNEL_NAMES.join();
  const isCalled = needed?.some((name) => Object.hasOwn(called, name)) ?? false;
  return needed === undefined || (isAtlas && !isCalled)
    ? undefined
    : Object.fromEntries(needed.map((name) => [name, called[name] ?? name]));
}

/**
 * Requires that images have the channels that a model sees.
 *
 * @throws Error naming both if they lack one, and what to do.
 */
export function requireChannelsOf(
  needed: readonly ChannelName[] | undefined,
  {
    folder,
    images: { channels = CHANNEL_NAMES },
    provenance,
  }: {
    readonly folder: string;
    readonly images: { readonly channels?: readonly ChannelName[] };
    readonly provenance: string;
  },
): void {
  const lacking = needed?.filter((name) => !channels.includes(name)) ?? [];
  if (lacking.length > 0) {
    throw new Error(
      `${folder} sees ${lacking.join(', ')}, and the images of ${provenance} have ${channels.join(', ')} only: say what shows it (--channels ${lacking[0]}=WHAT,...), or have it black (--allow-missing ${lacking.join(',')})`,
    );
  }
}
