import { type Html, html, trusted } from './html-template.js';
import { STYLESHEET } from './stylesheet.js';

/** What a page may use: pictures within itself and its own styles. */
const POLICY = trusted("default-src 'none'; img-src data:; style-src 'unsafe-inline'");

/**
 * Wraps the body of a page into a whole HTML document with the stylesheet that all pages share.
 *
 * The document opens from disk, loads nothing and runs no script, and tells the browser to refuse both, whatever text got into it.
 */
export function page(
  body: Html,
  {
    title,
    layout = '',
  }: {
    readonly title: string;
    /** Style rules of this page alone. */
    readonly layout?: string;
  },
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLESHEET + layout)}</style>
</head>
<body>
${body}</body>
</html>
`.markup;
}
