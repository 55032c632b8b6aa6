import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/pages/html-template.js';

describe('html', () => {
  it('escapes text and keeps markup', () => {
    expect(html`<p title="${'"'}">${'a < b & c'}${html`<b>${3}</b>`}</p>`.markup).toBe(
      '<p title="&quot;">a &lt; b &amp; c<b>3</b></p>',
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
