import type { Section } from '../report/sections/section.js';
import { formatCount } from '../report/words/format.js';
import type { ProtocolsReport } from './protocols-schema.js';

/** How the two runs were made. */
export function twoRunsSection({ notebook, honest, imageSize, seed, command }: ProtocolsReport): Section {
  const rows = Object.entries({ notebook, honest }).map(([name, run]) => [
    name,
    ...[run.cells.train, run.cells.validation, run.cells.test, run.distinctTestCells].map(formatCount),
    run.testGroups === undefined ? 'unknown' : formatCount(run.testGroups),
    run.status,
  ]);
  return {
    title: 'The two runs',
    blocks: [
      {
        kind: 'terms',
        entries: [
          {
            term: 'notebook',
            meaning: `As many cells as there are were drawn at random, each put back before the next, and then divided 70 : 15 : 15, as the public notebook does. A cell drawn twice may be trained on and tested. Its report: ${notebook.folder}/report.html`,
          },
          {
            term: 'honest',
            meaning: `Each cell is in one split alone, and so are all cells of a group, such as those of one picture. Its report: ${honest.folder}/report.html`,
          },
        ],
      },
      {
        kind: 'table',
        table: {
          caption: `Cells by split, resized to ${imageSize} × ${imageSize} pixels; seed ${seed}`,
          wordy: true,
          columns: [
            { label: 'Protocol' },
            { label: 'Training', numeric: true },
            { label: 'Validation', numeric: true },
            { label: 'Test', numeric: true },
            { label: 'Distinct test cells', numeric: true },
            { label: 'Test groups', numeric: true },
            { label: 'Status' },
          ],
          rows,
        },
      },
      { kind: 'code', language: 'sh', code: command },
    ],
  };
}
