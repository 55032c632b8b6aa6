import { caveats } from './caveats.js';
import type { ReportDocument, Section } from './document.js';
import { formatMoment, formatQuantity } from './format.js';
import type { Report } from './report.js';
import { calibrationSection } from './sections/calibration-section.js';
import { classesSection } from './sections/classes-section.js';
import { comparisonsSection } from './sections/comparisons-section.js';
import { confusionSection } from './sections/confusion-section.js';
import { dataSection } from './sections/data-section.js';
import { glossarySection } from './sections/glossary-section.js';
import { recomputeSection } from './sections/recompute-section.js';
import { resultsSection } from './sections/results-section.js';
import { setupSection } from './sections/setup-section.js';
import { trainingSection } from './sections/training-section.js';
import { verdict } from './verdict.js';

/** Lays a report out for readers: what they came for first, and no section without content. */
export function reportDocument(report: Report): ReportDocument {
  const { dataset, models, createdAt, notes } = report;
  const sections: Section[] = [
    resultsSection(report),
    comparisonsSection(report),
    classesSection(report),
    confusionSection(report),
    trainingSection(report),
    calibrationSection(report),
    dataSection(report),
    setupSection(report),
    recomputeSection(report),
    glossarySection(),
  ];
  return {
    title: `Protein localization: ${formatQuantity(models.length, 'model')}, ${dataset.classes.length} locations`,
    subtitle: `${dataset.source} · ${formatMoment(createdAt)}`,
    caveats: caveats(report),
    verdict: verdict(report),
    notes,
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
}
