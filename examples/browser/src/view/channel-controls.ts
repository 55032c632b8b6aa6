import type { ChannelName } from '@hpa/data';
import { element, find } from './element.js';

/** How one stain is shown. */
export interface ShownChannel {
  readonly shown: boolean;
  /** Red, green and blue in [0, 255]. */
  readonly color: readonly [red: number, green: number, blue: number];
  /** The level that is shown brightest, in [1, 255]. */
  readonly white: number;
}

/** The colors of the Human Protein Atlas, in the order of the stains of an image. */
const CHANNELS: readonly { readonly name: ChannelName; readonly words: string; readonly color: string }[] = [
  { name: 'microtubules', words: 'Microtubules', color: '#ff0000' },
  { name: 'protein', words: 'Protein', color: '#00ff00' },
  { name: 'nucleus', words: 'Nucleus', color: '#0000ff' },
  { name: 'er', words: 'Endoplasmic reticulum', color: '#ffff00' },
];

/** Puts a row of controls for each stain on the page, and returns what they say, in the order of the stains of an image. */
export function channelControls({
  onChange,
}: {
  readonly onChange: () => void;
}): () => readonly ShownChannel[] {
  const rows = CHANNELS.map(({ words, color }) => ({
    shown: element('input', { type: 'checkbox', checked: true, oninput: onChange }),
    color: element('input', {
      type: 'color',
      value: color,
      oninput: onChange,
      ariaLabel: `Color of ${words}`,
    }),
    white: element('input', {
      type: 'range',
      min: '1',
      max: '255',
      value: '255',
      oninput: onChange,
      ariaLabel: `Level of ${words} that is brightest`,
    }),
    words,
  }));
  find('stains', HTMLFieldSetElement).append(
    ...rows.map(({ shown, color, white, words }) =>
      element('div', { className: 'stain' }, element('label', {}, shown, ` ${words}`), color, white),
    ),
  );
  return () =>
    rows.map(({ shown, color, white }) => ({
      shown: shown.checked,
      color: [1, 3, 5].map((at) => Number.parseInt(color.value.slice(at, at + 2), 16)) as [
        number,
        number,
        number,
      ],
      white: Number(white.value),
    }));
}
