import { reportDocument } from '../report/report-document.js';
import type { Report } from '../report/schema/report-schema.js';
import { documentPage } from './document-page.js';

/** Renders a report as one self-contained page, `report.html`. */
export async function reportPage(report: Report): Promise<string> {
  return documentPage(reportDocument(report));
}
