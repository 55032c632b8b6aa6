import { CHANNEL_NAMES, colorCell } from '@hpa/data';
import { expect, it } from 'vitest';
import { channelsInColor } from '../../src/explain/channels-in-color.js';

/** Red, green and blue of each color by its name. */
const RGB: Readonly<Record<string, readonly number[]>> = {
  red: [200, 0, 0],
  green: [0, 200, 0],
  blue: [0, 0, 200],
  yellow: [200, 200, 0],
  magenta: [200, 0, 200],
  cyan: [0, 200, 200],
  white: [200, 200, 200],
  orange: [200, 100, 0],
  violet: [100, 0, 200],
  lime: [100, 200, 0],
  rose: [200, 0, 100],
  azure: [0, 100, 200],
};

it('says the colors of the Atlas', () => {
  expect(channelsInColor(CHANNEL_NAMES)).toBe(
    'microtubules are red, the protein is green, the nucleus is blue and the endoplasmic reticulum is yellow',
  );
  expect(channelsInColor(['actin'])).toBe('actin is magenta');
});

it.each<readonly [readonly string[]]>([
  [CHANNEL_NAMES],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']],
  [['actin', 'nucleus', 'mito']],
])('says of %j the colors that colorCell gives them', (channels) => {
  const said = [...channelsInColor(channels).matchAll(/(?:is|are) (\w+)/g)].map(([, color]) => RGB[color!]);
  const shown = channels.map((_, at) => [
    ...colorCell({
      height: 1,
      width: 1,
      channels,
      data: Uint8Array.from(channels, (__, index) => (index === at ? 200 : 0)),
    }),
  ]);
  expect(said).toEqual(shown);
});
