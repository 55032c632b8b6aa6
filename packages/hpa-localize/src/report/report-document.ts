import { calibrationSection } from '../pages/sections/calibration-section.js';
import { classesSection } from '../pages/sections/classes-section.js';
import { comparisonsSection } from '../pages/sections/comparisons-section.js';
import { confusionSection } from '../pages/sections/confusion-section.js';
import { dataSection } from '../pages/sections/data-section.js';
import { glossarySection } from '../pages/sections/glossary-section.js';
import { recomputeSection } from '../pages/sections/recompute-section.js';
import { resultsSection } from '../pages/sections/results-section.js';
import { setupSection } from '../pages/sections/setup-section.js';
import { trainingSection } from '../pages/sections/training-section.js';
import { caveats } from './caveats.js';
import type { ReportDocument, Section } from './document.js';
import { formatMoment, formatQuantity } from './format.js';
import type { Report } from './report.js';
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
