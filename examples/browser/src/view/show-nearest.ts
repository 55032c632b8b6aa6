import { element, find } from './element.js';

/** Lists the cells that are most like the one that is looked at, each with what the model or a person says of it. */
export function showNearest(
  cells: readonly { readonly id: string; readonly says: string }[],
  { onSelect }: { readonly onSelect: (id: string) => void },
): void {
  const section = find('nearest', HTMLElement);
  section.hidden = cells.length === 0;
  section
    .querySelector('ol')!
    .replaceChildren(
      ...cells.map(({ id, says }) =>
        element('li', {}, element('button', { type: 'button', onclick: () => onSelect(id) }, id), ` ${says}`),
      ),
    );
}
