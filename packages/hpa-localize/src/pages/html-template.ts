import { showHidden } from '../report/words/show-hidden.js';

/** Text that is markup already, as opposed to text that must be escaped first. */
export interface Html {
  readonly markup: string;
}

/**
 * A template for HTML and SVG. Text and numbers are escaped, characters that nobody sees are written as their codes, pieces of markup are kept, lists of them are joined; so no
 * text can open a tag or leave a quoted attribute: html`<p>${'a < b'}</p>` has the markup `<p>a &lt; b</p>`.
 */
export function html(
  strings: TemplateStringsArray,
  ...contents: readonly (string | number | Html | readonly Html[])[]
): Html {
  const parts = strings.map((text, index) => (index === 0 ? '' : markupOf(contents[index - 1]!)) + text);
  return { markup: parts.join('') };
}

/** Declares text to be markup. Use it only for text that this program wrote and escaped itself. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(content: string | number | Html | readonly Html[]): string {
  if (typeof content === 'number') {
    return String(content);
  }
  if (typeof content === 'string') {
    return showHidden(content).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
  }
  return 'markup' in content ? content.markup : content.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
