import type { MeasuredLevels } from '../answering/messages.js';
import { element, find } from './element.js';

/** Says which levels are black and white, on what that rests, and what to know of the levels of the images. */
export function showLevels(
  { perChannel, of8Bits, basis, warnings }: MeasuredLevels,
  {
    images,
  }: {
    /** How many images there are; of none there is nothing to say. */
    readonly images: number;
  },
): void {
  const numbers = Object.entries({ ...of8Bits, ...perChannel }).map(
    ([name, [black, white]]) => `${name} ${rounded(black)} to ${rounded(white)}`,
  );
  const lines = [
    `Black and white by ${basis}${numbers.length > 0 ? `: ${numbers.join(', ')}` : ''}.`,
    ...warnings,
  ];
  find('levels-notes', HTMLElement).replaceChildren(
    ...(images === 0 ? [] : lines.map((line) => element('p', {}, line))),
  );
}

function rounded(level: number): string {
  return String(Number(level.toPrecision(4)));
}
