import type { ChosenScale } from '../images/choose-scale.js';
import { element, find } from './element.js';

/** Says at which scale the model sees the images, or that it is unknown. */
export function showScale(
  { words }: ChosenScale,
  {
    images,
  }: {
    /** How many images there are; of none there is nothing to say. */
    readonly images: number;
  },
): void {
  find('scale-notes', HTMLElement).replaceChildren(
    ...(images === 0 ? [] : words.map((line) => element('p', {}, line))),
  );
}
