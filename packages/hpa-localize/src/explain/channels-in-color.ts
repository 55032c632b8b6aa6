import type { ChannelName } from '@hpa/data';

/** The colors in which `colorImage` and `colorCell` show the channels of the Atlas, and what these are called in a sentence. */
const ATLAS: ReadonlyMap<ChannelName, string> = new Map([
  ['microtubules', 'microtubules are red'],
  ['protein', 'the protein is green'],
  ['nucleus', 'the nucleus is blue'],
  ['er', 'the endoplasmic reticulum is yellow'],
]);

/** The colors of other channels, in their order. */
const OTHERS: readonly string[] = ['magenta', 'cyan', 'white', 'orange', 'violet', 'lime', 'rose', 'azure'];

/** Says in which color an image shows each of its channels: `the nucleus is blue and actin is magenta`. */
export function channelsInColor(channels: readonly ChannelName[]): string {
  const others = channels.filter((name) => !ATLAS.has(name));
  const said = channels.map((name) => ATLAS.get(name) ?? `${name} is ${OTHERS[others.indexOf(name)]}`);
  return said.length === 1 ? said[0]! : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`;
}
