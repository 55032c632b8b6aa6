import { CHANNEL_NAMES } from '@hpa/data';
import type { OpenDatasetOptions } from '../dataset/open-dataset.js';
import { FlagError } from './flag-error.js';

/** The colors by which the Human Protein Atlas names files. */
const COLORS: Readonly<Record<string, string>> = {
  red: 'microtubules',
  green: 'protein',
  blue: 'nucleus',
  yellow: 'er',
};

/**
 * Puts together --channels and --allow-missing, as options of `openDataset`: channels that may be missing by name or color. One that
 * --channels does not name is a channel of its own, which is then black where no file shows it.
 *
 * @throws FlagError if --allow-missing names none of the four channels of the Atlas where --channels says nothing.
 */
export function channelOptions({
  channels,
  allowMissing,
}: {
  readonly channels?: Readonly<Record<string, string>> | undefined;
  /** As it was asked for. */
  readonly allowMissing?: string | undefined;
}): Pick<OpenDatasetOptions, 'channels' | 'allowMissing'> {
  const missing = (allowMissing?.split(',') ?? []).map((word) => {
    const name = word.trim();
    return channels !== undefined && Object.hasOwn(channels, name) ? name : (COLORS[name] ?? name);
  });
  const known: readonly string[] = CHANNEL_NAMES;
  const stranger = channels === undefined ? missing.find((name) => !known.includes(name)) : undefined;
  if (stranger !== undefined) {
    throw new FlagError(
      `--allow-missing ${allowMissing}: images have ${CHANNEL_NAMES.join(', ')}; received ${stranger || 'nothing'} (--channels says what they have instead)`,
    );
  }
  const added = Object.fromEntries(
    missing.filter((name) => !Object.hasOwn(channels ?? {}, name)).map((name) => [name, name]),
  );
  return {
    ...(channels && { channels: { ...channels, ...added } }),
    ...(missing.length > 0 && { allowMissing: missing }),
  };
}
