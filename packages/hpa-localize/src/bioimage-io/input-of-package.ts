import type { InputSpec } from '@hpa/data';
import { type ChannelsOfPackage, channelsOfPackage } from './channels-of-package.js';
import { type ReadPackage, readPackage } from './read-package.js';

/** What is known of the channels of images before a package is opened for them. */
export interface PackageReading {
  /** What the package calls the channels of images, where it calls them otherwise. */
  readonly channels?: ChannelsOfPackage | undefined;
  /** Channels of the images besides the four of the Atlas, which the package may call by the same names. */
  readonly imageChannels?: readonly string[] | undefined;
}

/**
 * Says what a package takes, before data is opened for it.
 *
 * @throws Error naming the package if it is damaged, says what cannot be expressed here, or its channels are not known
 */
export async function inputOfPackage(path: string, reading: PackageReading): Promise<InputSpec> {
  return describedInput(path, await readPackage(path), reading);
}

/** The same of a package that is read. One of ours calls channels as its images did. */
export function describedInput(
  path: string,
  { description: { input, own }, size }: ReadPackage,
  { channels, imageChannels = [] }: PackageReading,
): InputSpec {
  const { channelNames } = input;
  return {
    ...size,
    channels: channelsOfPackage(channelNames, {
      path,
      given: channels,
      known: own ? channelNames : imageChannels,
    }),
    normalization: 'none',
    ...(own?.levels && { levels: own.levels }),
  };
}
