import type { ClassLabel } from '@hpa/metrics';
import type { ModelReport, Report } from '../schema/report-schema.js';

/** A part of a report under its own heading: plain text and data, before they become Markdown or HTML. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What a section is made of. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'terms'; readonly entries: readonly Term[] }
  | { readonly kind: 'code'; readonly language: string; readonly code: string }
  | { readonly kind: 'table'; readonly table: Table; readonly folded?: boolean }
  | { readonly kind: 'plots'; readonly plots: readonly Plot[] }
  | { readonly kind: 'heat-map'; readonly heatMap: HeatMap; readonly folded?: boolean };

/** A word or a fact, and what there is to say about it. */
export interface Term {
  readonly term: string;
  readonly meaning: string;
}

/** A table as plain text; the first cell of a row names the row. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** As many cells per row as there are columns. */
  readonly rows: readonly (readonly string[])[];
  /** Whether cells hold words, so that a narrow page shows the cells of a row below each other. */
  readonly wordy?: boolean;
}

/** A column of a {@link Table}. */
export interface Column {
  readonly label: string;
  /** Numbers are aligned to the right. */
  readonly numeric?: boolean;
}

/** A plot to draw. Text leaves plots out: their numbers are in the tables and files as well. */
export type Plot =
  | { readonly kind: 'macro-f1' | 'class-f1' | 'learning'; readonly report: Report }
  | { readonly kind: 'loss'; readonly model: ModelReport };

/** Counts of pairs of classes. */
export interface HeatMap {
  readonly caption: string;
  readonly classes: readonly ClassLabel[];
  /** `counts[row][column]`. */
  readonly counts: readonly (readonly number[])[];
  /** What the counts of each row are a share of. */
  readonly totals: readonly number[];
  /** The share that is shaded darkest; 1 by default. */
  readonly darkest?: number;
  /** Whether the diagonal can hold nothing, and stays empty. */
  readonly hollow?: boolean;
  /** What the rows are, in one word. */
  readonly rows: string;
  /** What stands between the names of a row and a column, such as `predicted as`. */
  readonly relation: string;
  /** What stands out, in one sentence. */
  readonly remark: string;
}
