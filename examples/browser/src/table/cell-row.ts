import type { CellScores } from '../answering/messages.js';
import type { NamedCell } from '../images/gather-images.js';

/** A cell in the table: waiting, answered, or with what is wrong with it. */
export interface CellRow {
  readonly cell: NamedCell;
  readonly scores?: CellScores;
  readonly error?: string;
  /** What a person says of it, in place of the model. */
  readonly correction?: string;
}

/** The names that a model claims for a cell, joined by `|`; empty for none. */
export function claimedNames({ scores }: CellRow, classes: readonly { readonly name: string }[]): string {
  return classes.flatMap(({ name }, index) => (scores?.claimed[index] ? [name] : [])).join('|');
}

/** Whether a cell is further from the training cells than 99 % of them. */
export function isUnlike({ unlike }: CellScores): boolean {
  return unlike !== undefined && unlike > 1;
}
