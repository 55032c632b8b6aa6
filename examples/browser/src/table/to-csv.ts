import { type CellRow, claimedNames } from './cell-row.js';

/** What a spreadsheet would run as a formula, or an apostrophe, which stands for one that was put before it. */
const FORMULA = /^['=+\-@\t\r＝＋－＠]/;

/** Digits after the point. */
const UNLIKE_DIGITS = 3;

/**
 * Writes the table as `predict` does, with a column for corrections: id, predicted, how unlike the training cells if the model knows it, a
 * probability for each class, correction.
 * A cell that could not be read has an empty row.
 */
export function toCsv(
  rows: readonly CellRow[],
  { classes }: { readonly classes: readonly { readonly name: string }[] },
): string {
  const knows = rows.some(({ scores }) => scores?.unlike !== undefined);
  const header = [
    'id',
    'predicted',
    ...(knows ? ['unlike'] : []),
    ...classes.map(({ name }) => `p_${name}`),
    'correction',
  ];
  const lines = rows.map((row) => [
    plainText(row.cell.id),
    plainText(claimedNames(row, classes)),
    ...(knows ? [row.scores?.unlike?.toFixed(UNLIKE_DIGITS) ?? ''] : []),
    ...classes.map((_, index) => row.scores?.probabilities[index]?.toString() ?? ''),
    plainText(row.correction ?? ''),
  ]);
  return `${[header, ...lines].map((cells) => cells.map(quoted).join(',')).join('\n')}\n`;
}

function plainText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
