/** A piece of HTML: text that is markup already, as opposed to text that must be escaped first. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, pieces of HTML stay, lists are joined. */
export type Content = string | number | Html | readonly Html[];

/**
 * A template whose every substitution is escaped, unless it is a piece of HTML itself: no text can become markup
 * or leave its attribute, as long as attributes are quoted.
 *
 * @example
 * html`<p>${'a < b'}</p>`.markup; // '<p>a &lt; b</p>'
 */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const parts = strings.map((text, index) => (index === 0 ? '' : markupOf(contents[index - 1]!)) + text);
  return { markup: parts.join('') };
}

/** Declares text to be markup: for what this program wrote itself and escaped where it must be. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(content: Content): string {
  if (typeof content === 'number') {
    return String(content);
  }
  if (typeof content === 'string') {
    return escapeHtml(content);
  }
  return 'markup' in content ? content.markup : content.map(({ markup }) => markup).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
