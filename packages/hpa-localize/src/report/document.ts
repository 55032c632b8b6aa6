import type { TopLevelSpec } from 'vega-lite';
import type { Caveat } from './caveats.js';
import type { ClassName } from './report.js';
import type { Table } from './table.js';
import type { Verdict } from './verdict.js';

/** A report as readers meet it: plain text and data in their order, before they become Markdown or HTML. */
export interface ReportDocument {
  readonly title: string;
  /** When, from what and on what the run was made. */
  readonly subtitle: string;
  readonly caveats: readonly Caveat[];
  readonly verdict: Verdict;
  /** The plain sentences that the run itself put down. */
  readonly notes: readonly string[];
  readonly sections: readonly Section[];
}

/** A part of the document under its own heading. */
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
  | { readonly kind: 'confusion'; readonly confusion: Confusion; readonly folded?: boolean };

/** A word or a fact, and what there is to say of it. */
export interface Term {
  readonly term: string;
  readonly meaning: string;
}

/** A picture of numbers; pages without pictures leave it out, for its numbers stand in tables and files as well. */
export interface Plot {
  /** What is drawn, above the picture. */
  readonly title: string;
  /** What there is to see, for those who do not. */
  readonly description: string;
  readonly spec: TopLevelSpec;
}

/** A confusion matrix and its classes. */
export interface Confusion {
  readonly caption: string;
  readonly classes: readonly ClassName[];
  /** `counts[trueClass][predictedClass]`. */
  readonly counts: readonly (readonly number[])[];
  /** What is confused most, in one sentence. */
  readonly remark: string;
}
