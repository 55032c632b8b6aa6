/** A column of a {@link Table}. */
export interface Column {
  readonly label: string;
  /** Set flush right, so that the digits of one place stand below each other. */
  readonly numeric?: boolean;
}

/** A table as plain text, before it becomes Markdown or HTML; the first cell of a row names the row. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** As many cells a row as there are columns. */
  readonly rows: readonly (readonly string[])[];
}
