import type { TopLevelSpec } from 'vega-lite';

/** A plot as Vega-Lite draws it. */
export interface DrawnPlot {
  /** Written above the plot. */
  readonly title: string;
  /** The numbers in words, for readers who do not see the plot. */
  readonly description: string;
  readonly spec: TopLevelSpec;
}
