import { CHANNEL_NAMES, type ChannelName } from '@hpa/data';

/** The names of the channels that planes of a model are made of, those of the Atlas first and in their order. */
export function channelsIn(planes: readonly string[]): readonly ChannelName[] {
  const terms = planes.flatMap((plane) => plane.replace(/%256$/, '').split('+'));
  const names = new Set(terms.map((term) => term.replace(/\/2$/, '')));
  return [...new Set([...CHANNEL_NAMES.filter((name) => names.has(name)), ...names])];
}
