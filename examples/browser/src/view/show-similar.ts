import type { SimilarCell } from '../answering/training-cells.js';
import { drawColors } from './draw-colors.js';
import { element, find } from './element.js';

/** Shows the training cells that are most like the cell that is looked at, to the model; none if it has none. */
export function showSimilar(cells: readonly SimilarCell[]): void {
  const section = find('similar', HTMLElement);
  section.hidden = cells.length === 0;
  section.querySelector('ol')!.replaceChildren(
    ...cells.map(({ id, label, distance, thumbnail }) => {
      const names = label.replaceAll('|', ', ') || 'no location';
      const canvas = element('canvas', { role: 'img', ariaLabel: `Training cell ${id}: ${names}` });
      drawColors(canvas, thumbnail);
      return element(
        'li',
        {},
        canvas,
        element(
          'span',
          {},
          element('strong', {}, names),
          element('br'),
          `${id}, distance ${distance.toPrecision(3)}`,
        ),
      );
    }),
  );
}
