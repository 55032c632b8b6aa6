import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/report/render-markdown.js';
import { multiLabelFixture } from './multi-label-fixture.js';
import { emptyReportFixture, kaggleLocations, reportFixture } from './report-fixture.js';

const report = reportFixture();
const text = renderMarkdown(report);

/** The lines of the pipe table below a caption. */
function tableBelow(markdown: string, caption: string): string[] {
  const [, after] = markdown.split(`${caption}\n\n`);
  return after!.split('\n\n')[0]!.split('\n');
}

describe('renderMarkdown', () => {
  it('opens with title, provenance and verdict', () => {
    expect(text.split('\n\n').slice(0, 3)).toEqual([
      '# Protein localization: 3 models, 4 locations',
      '../shared/data/hpa-cells · 2026-03-14 09:26 UTC',
      '**No single model is best: GapNet-PL has the highest macro F1, 0.75 on 91 unseen cells, but its lead of 0.08 over Scratch CNN may be chance (95 % interval −0.06 to 0.22, p = 0.27 after correction for 3 comparisons).**',
    ]);
  });

  it('writes tables whose columns line up in plain text', () => {
    const caption = 'GapNet-PL on the test split: true locations in rows, predicted ones in columns';
    expect(tableBelow(text, caption)).toEqual([
      '| True                               |  10 |  11 |  12 |  13 |',
      '| ---------------------------------- | --: | --: | --: | --: |',
      '| Focal adhesion sites (10)          |   9 |   0 |   0 |   0 |',
      '| Microtubule organizing center (11) |   1 |  11 |   2 |   4 |',
      '| Cytosol (12)                       |   1 |   2 |  21 |   3 |',
      '| Cytoplasmic bodies (13)            |   2 |   5 |   2 |  28 |',
    ]);
  });

  it('shows every metric of the results in a column', () => {
    const [head, , first] = tableBelow(
      text,
      'Scores on the test split, with 95 % intervals. The baselines come last.',
    );
    const columns = head!.split('|').map((cell) => cell.trim());
    const cells = first!.split('|').map((cell) => cell.trim().replaceAll('\u00a0', ' '));
    expect(columns.map((column, index) => `${column}: ${cells[index]}`).slice(1, -1)).toEqual([
      'Model: GapNet-PL',
      'Macro F1: 0.75 [0.65, 0.84]',
      'Accuracy: 0.76 [0.66, 0.84]',
      'Balanced accuracy: 0.79',
      'MCC: 0.66',
      'Cohen’s kappa: 0.66',
      'Macro F1 in validation: 0.75',
    ]);
  });

  it('gives every row of every table as many cells as its header', () => {
    for (const markdown of [
      text,
      renderMarkdown(reportFixture({ classes: kaggleLocations, testCells: 900 })),
    ]) {
      const tables = markdown.split('\n\n').filter((part) => part.startsWith('| '));
      expect(tables.length).toBeGreaterThan(8);
      for (const table of tables) {
        expect(new Set(table.split('\n').map((line) => line.split(' | ').length)).size).toBe(1);
      }
    }
  });

  it('shows how far each model is above each baseline, with interval and p-value', () => {
    const differences = [
      { model: 'gapnet-pl', difference: 0.34, interval: [0.2, 0.45] as const, pValue: 0.0004 },
      { model: 'scratch-cnn', difference: 0.26, interval: null, pValue: null },
    ];
    const baselines = report.baselines.map((baseline, index) =>
      index === 1 ? { ...baseline, differences } : baseline,
    );
    const caption = 'Macro F1 of the models minus that of the baselines, on the same test cells';
    expect(tableBelow(renderMarkdown({ ...report, baselines }), caption).slice(2)).toEqual([
      '| GapNet-PL − channel-statistics   |      +0.34 |  [0.20, 0.45] | < 0.001 |',
      '| Scratch CNN − channel-statistics |      +0.26 |           n/a |     n/a |',
    ]);
    expect(text).not.toContain(caption);
  });

  it('puts the warnings before the verdict', () => {
    const warned = renderMarkdown({ ...report, synthetic: true });
    expect(warned.indexOf('> **Synthetic cells.**')).toBeGreaterThan(0);
    expect(warned.indexOf('> **Synthetic cells.**')).toBeLessThan(warned.indexOf('**No single model'));
  });

  it('renders a run without any finished model', () => {
    expect(renderMarkdown(emptyReportFixture())).toContain('**No model was measured');
  });

  it('escapes markup in text and leaves other text alone', () => {
    const notes = [
      'a | b *c* `d` [e](f)',
      '<b> but p < 0.05',
      '# not a heading',
      'snake_case and _emphasis_',
      'two\nlines',
      '1. not a list',
    ];
    const list = renderMarkdown({ ...report, notes })
      .split('Keep in mind:\n\n')[1]!
      .split('\n\n')[0]!;
    expect(list.split('\n')).toEqual([
      '- a \\| b \\*c\\* \\`d\\` [e\\](f)',
      '- \\<b> but p < 0.05',
      '- \\# not a heading',
      '- snake_case and \\_emphasis\\_',
      '- two lines',
      '- 1\\. not a list',
    ]);
  });

  it('fences a command that contains a fence', () => {
    expect(renderMarkdown({ ...report, command: 'echo ```' })).toContain('````sh\necho ```\n````');
  });
});

describe('renderMarkdown of several locations a cell', () => {
  const { report: several } = multiLabelFixture();
  const markdown = renderMarkdown(several);

  it('says so in the title, and which model has the better macro F1', () => {
    const [title, , headline] = markdown.split('\n\n');
    expect(title).toBe('# Protein localization: 2 models, 28 locations, several per cell');
    expect(headline).toMatch(
      /^\*\*GapNet-PL is better than ResNet-18: macro F1 0\.\d\d against 0\.\d\d on 450 unseen cells/,
    );
  });

  it('speaks of exact matches, not of accuracy', () => {
    expect(markdown).not.toMatch(/\baccuracy\b/i);
    const caption = 'Scores on the test split, with 95 % intervals. The baselines come last.';
    const [head, , , , majority] = tableBelow(markdown, caption).map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(head).toEqual([
      'Model',
      'Macro F1',
      'Micro F1',
      'F1 per cell',
      'Exact match',
      'Hamming loss',
      'MCC',
      'Macro F1 in validation',
    ]);
    expect(majority).toEqual(['majority-label-set', '0.02', '', '', '0.11', '', '', '']);
  });

  it('gives the support and the threshold of each location', () => {
    const [head] = tableBelow(markdown, 'GapNet-PL, by location, on the test split');
    expect(head!.split('|').map((cell) => cell.trim())).toEqual([
      '',
      'Location',
      'Cells',
      'Threshold',
      'Precision',
      'Recall',
      'F1',
      'Average precision',
      '',
    ]);
  });

  it('says on which split thresholds and temperatures were fitted', () => {
    expect(markdown).toContain(
      '- **GapNet-PL**: The threshold of the highest F1 of each location, fitted on the 450 cells of the validation split. A location of 2 cells goes half by its own',
    );
    expect(markdown).toContain('fitted on the 450 cells of the validation split alone');
  });

  it('says how many cells have how many locations, and why several are expected', () => {
    expect(markdown).toMatch(
      /\n\nTask: multi-label, \d+ rows with one of the classes have several labels\. A cell may be/,
    );
    const rows = tableBelow(markdown, 'Cells by how many of these locations they are at, by split');
    expect(rows.slice(2).map((row) => row.split('|')[1]!.trim())).toEqual(['none', '1', '2', '3']);
  });

  it('warns of locations without test cells, which count 0 in macro F1', () => {
    const perClass = several.dataset.perClass.map((label, index) =>
      index === 3 ? { ...label, test: 0 } : label,
    );
    const warned = renderMarkdown({ ...several, dataset: { ...several.dataset, perClass } });
    expect(warned).toContain(
      '> **Locations without test cells.** 1 location has no test cell: Nucleoli fibrillar center. In macro F1, it counts as 0, as in the Kaggle competition.',
    );
    expect(markdown).not.toContain('Locations without test cells');
  });
});
