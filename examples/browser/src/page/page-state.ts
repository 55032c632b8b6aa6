import type { CellAnswer, Field, FieldAnswer, OpenedModel } from '../answering/messages.js';
import type { Answering } from '../answering/start-answering.js';
import type { NamedCell, NamedImage } from '../images/gather-images.js';
import type { CellRow } from '../table/cell-row.js';

/** What the parts of the page share. */
export interface PageState {
  /** What was dropped last. */
  dropped: readonly NamedImage[];
  answering: Answering | undefined;
  model: OpenedModel | undefined;
  /** By id. */
  readonly rows: Map<string, CellRow>;
  /** The fields that cells were cut from, by number. */
  readonly fields: Map<number, OpenedField>;
  looked: LookedCell | undefined;
  /** Counts what is asked for, so that an answer that comes late does not take the place of a newer one. */
  latest: number;
}

/** A field whose cells are known. */
interface OpenedField {
  readonly id: string;
  readonly field: Field;
  readonly answer: FieldAnswer;
}

/** The cell that is looked at, and the class that is explained, as an index. */
interface LookedCell {
  readonly cell: NamedCell;
  readonly answer: CellAnswer;
  readonly classIndex: number;
}

/** The state of a page on which nothing has happened. */
export function emptyPage(): PageState {
  return {
    dropped: [],
    answering: undefined,
    model: undefined,
    rows: new Map(),
    fields: new Map(),
    looked: undefined,
    latest: 0,
  };
}

/** A cell of a field, by the name that the commands give it. */
export function cellOf(id: string, field: Field, label: number): NamedCell {
  return { id: `${id}_${label}`, source: { kind: 'cell', field, label } };
}
