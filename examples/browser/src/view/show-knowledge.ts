import type { OpenedModel } from '../answering/messages.js';
import { element, find } from './element.js';

/** Says what a model was trained on, how good it is on other cells and what it never saw, if that is known. */
export function showKnowledge({ card, record, problem }: OpenedModel): void {
  const names = card.classes.map(({ name }) => name).join(', ');
  const lines = [
    ...(record === undefined
      ? ['Nothing beside this model says what it was trained on.']
      : [
          `It was trained on ${record.cells.train} cells of ${record.data}.`,
          `On ${record.cells.test} other cells it reached a macro F1 of ${record.test.macroF1.value.toFixed(2)} and an accuracy of ${accuracyInWords(record.test.accuracy)}.`,
          ...(record.scale === undefined
            ? []
            : [`Its images had a scale of ${record.scale} micrometers a pixel.`]),
        ]),
    `It knows these locations alone: ${names}. A protein elsewhere ${card.task === 'multi-label' ? 'is not found' : 'is given one of these'}.`,
    ...(record?.notes ?? []),
    ...(problem === undefined ? [] : [`${problem}.`]),
  ];
  find('knowledge', HTMLDetailsElement).hidden = false;
  find('known', HTMLUListElement).replaceChildren(...lines.map((line) => element('li', {}, line)));
}

function accuracyInWords({
  value,
  interval,
}: {
  readonly value: number;
  readonly interval: readonly number[] | null;
}): string {
  const [low, high] = interval ?? [];
  return low === undefined || high === undefined
    ? value.toFixed(2)
    : `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
