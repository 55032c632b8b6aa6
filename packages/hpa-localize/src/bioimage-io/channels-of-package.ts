import { CHANNEL_NAMES, type ChannelName } from '@hpa/data';

/** What a package calls our channels, where it calls them otherwise. */
export type ChannelsOfPackage = Readonly<Partial<Record<ChannelName, string>>>;

/**
 * Says which channel of an image each channel of a package's input is: that of the same name, unless it is said.
 *
 * @throws Error naming the package and the channel if it is none of ours and nothing is said of it, or one that is said is not in it
 */
export function channelsOfPackage(
  names: readonly string[],
  { path, given = {} }: { readonly path: string; readonly given?: ChannelsOfPackage },
): readonly ChannelName[] {
  const said = CHANNEL_NAMES.flatMap((channel) => {
    const name = given[channel];
    return name === undefined ? [] : [{ channel, name }];
  });
  const absent = said.find(({ name }) => !names.includes(name));
  if (absent) {
    throw new Error(
      `${path}: ${absent.channel}=${absent.name}: its input has the channels ${names.join(', ')}, not ${absent.name}`,
    );
  }
  const found = names.map((name) => {
    const channel =
      said.find((each) => each.name === name)?.channel ?? CHANNEL_NAMES.find((known) => known === name);
    if (channel === undefined) {
      throw new Error(
        `${path}: its input has the channels ${names.join(', ')}; say which of ${CHANNEL_NAMES.join(', ')} each is, as in --package-channels nucleus=${names[0]}`,
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
