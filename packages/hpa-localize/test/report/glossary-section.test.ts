import { describe, expect, it } from 'vitest';
import { glossarySection } from '../../src/report/sections/glossary-section.js';
import { reportFixture } from './report-fixture.js';

function meaningOf(term: string, rest: { readonly grouped: boolean }): string {
  const report = reportFixture();
  const { blocks } = glossarySection({ ...report, seed: 7, dataset: { ...report.dataset, ...rest } });
  const entries = blocks.flatMap((block) => (block.kind === 'terms' ? block.entries : []));
  return entries.find((entry) => entry.term === term)!.meaning.replaceAll('\u00a0', ' ');
}

describe('the glossary', () => {
  it('says what is left out in turn, and what intervals do not show', () => {
    expect(meaningOf('95 % interval', { grouped: true })).toContain(
      'if each group of test cells is left out in turn (the jackknife)',
    );
    expect(meaningOf('95 % interval', { grouped: false })).toContain('if each test cell is left out in turn');
    expect(meaningOf('95 % interval of a difference', { grouped: true })).toContain(
      'if each group of test cells is left out in turn for both at once',
    );
  });
});
