import { type Caveat, caveats } from './caveats.js';
import type { Report } from './schema/report-schema.js';
import { aggregatesSection } from './sections/aggregates-section.js';
import { calibrationSection } from './sections/calibration-section.js';
import { classesSection } from './sections/classes-section.js';
import { comparisonsSection } from './sections/comparisons-section.js';
import { confusionSection } from './sections/confusion-section.js';
import { dataSection } from './sections/data-section.js';
import { glossarySection } from './sections/glossary-section.js';
import { mistakesSection } from './sections/mistakes-section.js';
import { recomputeSection } from './sections/recompute-section.js';
import { resultsSection } from './sections/results-section.js';
import type { Section } from './sections/section.js';
import { setupSection } from './sections/setup-section.js';
import { thresholdsSection } from './sections/thresholds-section.js';
import { trainingSection } from './sections/training-section.js';
import { type Verdict, verdict } from './verdict.js';
import { formatMoment, formatQuantity } from './words/format.js';

/** A report as readers meet it: plain text and data in reading order, before they become Markdown or HTML. */
export interface ReportDocument {
  readonly title: string;
  /** What the run was made from, and when. */
  readonly subtitle: string;
  readonly caveats: readonly Caveat[];
  readonly verdict: Verdict;
  /** The sentences that the run itself wrote down. */
  readonly notes: readonly string[];
  readonly sections: readonly Section[];
}

/** Lays a report out for readers: what they came for first, no empty section. */
export function reportDocument(report: Report): ReportDocument {
  const { dataset, models, createdAt, notes } = report;
  const sections: Section[] = [
    resultsSection(report),
    comparisonsSection(report),
    aggregatesSection(report),
    classesSection(report),
    confusionSection(report),
    mistakesSection(report),
    trainingSection(report),
    calibrationSection(report),
    thresholdsSection(report),
    dataSection(report),
    setupSection(report),
    recomputeSection(report),
    glossarySection(report),
  ];
  return {
    title: `Protein localization: ${formatQuantity(models.length, 'model')}, ${dataset.classes.length} locations${dataset.task === 'multi-label' ? ', several per cell' : ''}`,
    subtitle: `${dataset.provenance} · ${formatMoment(createdAt)}`,
    caveats: caveats(report),
    verdict: verdict(report),
    notes,
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
}
