import type { Caveat } from '../report/caveats.js';
import type { ReportDocument } from '../report/report-document.js';
import { formatMoment, formatQuantity } from '../report/words/format.js';
import { leakInWords } from './leak-in-words.js';
import { leakSection } from './leak-section.js';
import type { ProtocolsReport } from './protocols-schema.js';
import { publishedSection } from './published-section.js';
import { sideBySideSection } from './side-by-side-section.js';
import { termsSection } from './terms-section.js';
import { twoRunsSection } from './two-runs-section.js';

/** Lays the comparison of protocols out for readers, as a report is laid out. */
export function protocolsDocument(report: ProtocolsReport): ReportDocument {
  const { models, classes, provenance, createdAt } = report;
  const sections = [
    sideBySideSection(report),
    leakSection(report),
    publishedSection(report),
    twoRunsSection(report),
    termsSection(report),
  ];
  return {
    title: `Two ways of splitting the same cells: ${formatQuantity(models.length, 'model')}, ${classes.length} locations`,
    subtitle: `${provenance} · ${formatMoment(createdAt)}`,
    caveats: caveats(report),
    verdict: leakInWords(report),
    notes: [],
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
}

function caveats({ synthetic, status }: ProtocolsReport): Caveat[] {
  return [
    ...(synthetic
      ? [
          {
            title: 'Synthetic cells',
            text: 'A program drew these cells. The numbers show that the software works; they say nothing about how well a model does on real cells.',
          },
        ]
      : []),
    ...(status === 'interrupted'
      ? [
          {
            title: 'Interrupted run',
            text: 'One of the two runs is not finished; this page shows what is there.',
          },
        ]
      : []),
  ];
}
