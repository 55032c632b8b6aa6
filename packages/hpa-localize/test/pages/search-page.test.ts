import { describe, expect, it } from 'vitest';
import { searchPage } from '../../src/pages/search-page.js';
import { searchFixture } from './search-fixture.js';

const search = searchFixture();
const page = await searchPage(search);

/** How often a tag opens. */
function count(text: string, tag: string): number {
  return text.split(new RegExp(`<${tag}[\\s>]`)).length - 1;
}

describe('searchPage', () => {
  it('makes a page that loads nothing and runs nothing', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=|href=|\son\w+=/i);
  });

  it('opens with how many configurations were tried, and what the best and the first reached', () => {
    const [first] = search.trials;
    const best = search.trials.find(({ number }) => number === search.best)!;
    expect(page).toContain(
      `The best of 20 configurations reaches a validation macro F1 of ${best.value!.toFixed(3)}; the one that the search began with, ${first!.value!.toFixed(3)}.`,
    );
    expect(page).toContain('The test split took no part.');
  });

  it('draws the values, the curves, what matters, and a plot of each key', () => {
    expect(count(page, 'figure')).toBe(3 + Object.keys(search.space).length);
    expect(page).toContain('learningRate: 71');
  });

  it('lists every trial with what it was, and why one failed', () => {
    const table = page.slice(page.indexOf('Every trial, in the order'));
    expect(count(table.slice(0, table.indexOf('</table>')), 'tr')).toBe(1 + 20);
    expect(page).toContain('Trial 5: the loss is not finite: NaN at step 61');
  });

  it('says so if the search is not finished, or nothing is complete', async () => {
    expect(page).not.toContain('Not finished');
    const [trial] = search.trials;
    const running = { ...trial!, state: 'running', value: null, reports: [] } as const;
    const begun = searchFixture({ status: 'interrupted', trials: [running], best: null, importance: null });
    const early = await searchPage(begun);
    expect(early).toContain('Not finished');
    expect(early).toContain('None of 1 configuration was trained to the end.');
    expect(early).toContain('Too few trials are complete to say which key matters.');
    expect(count(early, 'figure')).toBe(0);
  });

  it('shows characters that nobody sees of names and errors as codes', async () => {
    const text = JSON.stringify(search).replaceAll('NaN at step 61', 'a\\u202eb<script>');
    const shown = await searchPage(JSON.parse(text));
    expect(shown).toContain('a‹U+202E›b&lt;script&gt;');
  });
});
