import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/pages/html-template.js';

describe('html', () => {
  it('escapes text and keeps markup', () => {
    expect(html`<p title="${'"'}">${'a < b & c'}${html`<b>${3}</b>`}</p>`.markup).toBe(
      '<p title="&quot;">a &lt; b &amp; c<b>3</b></p>',
    );
  });

  it('shows what nobody would see: escape bytes, overrides of the direction, characters of no width', () => {
    // An escape sequence, an id that would read backwards, a zero-width space, half of a pair; tabs and line ends stay.
    const text = 'a\u001b[2Jb \u202egnp.exe c\u200bd \ud800 e\tf\ng \u{1f9ec}';
    expect(html`<p>${text}</p>`.markup).toBe(
      '<p>a‹U+001B›[2Jb ‹U+202E›gnp.exe c‹U+200B›d ‹U+D800› e\tf\ng \u{1f9ec}</p>',
    );
  });

  it('joins lists of markup without anything between', () => {
    expect(html`<ul>${['a', 'b'].map((item) => html`<li>${item}</li>`)}</ul>`.markup).toBe(
      '<ul><li>a</li><li>b</li></ul>',
    );
  });

  it('never lets any text open a tag, close an attribute or start an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { markup } = html`${text}`;
        expect(markup).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
