import { CHANNEL_NAMES, type ChannelName } from '@hpa/data';

/** What a package calls the channels of images, where it calls them otherwise. */
export type ChannelsOfPackage = Readonly<Record<ChannelName, string>>;

/**
 * Says which channel of an image each channel of a package's input is: that of the same name, if it is known, unless it is said.
 *
 * @throws Error naming the package and the channel if it is not known and nothing is said of it, or one that is said is not in it
 */
export function channelsOfPackage(
  names: readonly string[],
  {
    path,
    given = {},
    known = [],
  }: {
    readonly path: string;
    readonly given?: ChannelsOfPackage | undefined;
    /** Channels of the images besides the four of the Atlas. */
    readonly known?: readonly ChannelName[] | undefined;
  },
): readonly ChannelName[] {
  const said = Object.entries(given);
  const absent = said.find(([, name]) => !names.includes(name));
  if (absent) {
    const [channel, name] = absent;
    throw new Error(
      `${path}: ${channel}=${name}: its input has the channels ${names.join(', ')}, not ${name}`,
    );
  }
  const found = names.map((name) => {
    const channel =
      said.find(([, called]) => called === name)?.[0] ??
      [...CHANNEL_NAMES, ...known].find((each) => each === name);
    if (channel === undefined) {
      throw new Error(
        `${path}: its input has the channels ${names.join(', ')}; say which channel of the images each is, ${CHANNEL_NAMES.join(', ')} or any of --channels, as in --package-channels nucleus=${name}`,
      );
    }
    return channel;
  });
  const twice = found.find((channel, index) => found.indexOf(channel) !== index);
  if (twice !== undefined) {
    throw new Error(`${path}: two channels of its input, ${names.join(', ')}, would be ${twice}`);
  }
  return found;
}
