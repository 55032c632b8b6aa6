import type { CellScores, OpenedModel } from '../answering/messages.js';
import { element, find } from './element.js';

/** Lists the locations of a cell, the most probable first; the one that is chosen is the one to explain. */
export function showLocations(
  { probabilities, claimed }: CellScores,
  {
    card,
    chosen,
    onChoose,
  }: {
    readonly card: OpenedModel['card'];
    /** The class that is explained, as an index. */
    readonly chosen: number;
    readonly onChoose: (classIndex: number) => void;
  },
): void {
  const order = probabilities.map((_, index) => index).sort((a, b) => probabilities[b]! - probabilities[a]!);
  const rows = order.map((index) => {
    const probability = probabilities[index]!;
    const threshold = card.task === 'multi-label' ? (card.thresholds?.[index] ?? 0.5) : undefined;
    const choice = element('input', {
      type: 'radio',
      name: 'explained',
      checked: index === chosen,
      oninput: () => onChoose(index),
    });
    const bar = element('meter', {
      min: 0,
      max: 1,
      value: probability,
      title: threshold === undefined ? '' : `claimed from ${threshold.toFixed(2)} on`,
      ariaLabel: `Probability of ${card.classes[index]!.name}`,
    });
    const row = element(
      'tr',
      { className: claimed[index]! ? 'claimed' : '' },
      element('th', { scope: 'row' }, element('label', {}, choice, ` ${card.classes[index]!.name}`)),
      element('td', { className: 'number' }, probability.toFixed(3)),
      element('td', {}, bar, threshold === undefined ? '' : ` from ${threshold.toFixed(2)} on`),
    );
    row.dataset.probability = String(probability);
    row.dataset.name = card.classes[index]!.name;
    return row;
  });
  find('locations', HTMLTableElement).tBodies[0]!.replaceChildren(...rows);
}

/** Says in words what the model claims of a cell. */
export function claimInWords(
  { probabilities, claimed }: CellScores,
  { classes }: OpenedModel['card'],
): string {
  const names = classes.flatMap(({ name }, index) =>
    claimed[index]! ? [`${name} (${Math.round(probabilities[index]! * 100)} %)`] : [],
  );
  return names.length === 0
    ? 'No location reaches its threshold.'
    : `The protein sits in: ${names.join(', ')}.`;
}
