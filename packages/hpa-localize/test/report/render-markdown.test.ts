import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/report/render-markdown.js';
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
      '**No single model is best: GapNet-PL has the highest macro F1, 0.75 on 91 unseen cells, but its lead of 0.08 over Scratch CNN may be chance (95 % interval −0.05 to 0.22, p = 0.23 after correction for 3 comparisons).**',
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
      'Accuracy: 0.76 [0.66, 0.85]',
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
