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
  it('says what was resampled, how often and by which seed', () => {
    expect(meaningOf('95 % interval', { grouped: true })).toMatch(
      /over 1,000 random resamples, each of whole groups of test cells, as many as there are, with replacement \(seed 7\)/,
    );
    expect(meaningOf('95 % interval', { grouped: false })).toMatch(
      /over 1,000 random resamples, each of test cells, as many as there are, with replacement \(seed 7\)/,
    );
    expect(meaningOf('95 % interval of a difference', { grouped: true })).toContain(
      '5,000 resamples (seed 7)',
    );
  });
});
