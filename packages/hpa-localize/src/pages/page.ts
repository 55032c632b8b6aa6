import { createHash } from 'node:crypto';
import { type Html, html, trusted } from './html-template.js';
import { STYLESHEET } from './stylesheet.js';

/** What a page may use: pictures within itself and its own styles. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * Wraps the body of a page into a whole HTML document with the stylesheet that all pages share.
 *
 * The document opens from disk, loads nothing and runs no script but its own, and tells the browser to refuse both, whatever text got
 * into it: the one script that may run is known to the browser by its digest.
 */
export function page(
  body: Html,
  {
    title,
    layout = '',
    script,
  }: {
    readonly title: string;
    /** Style rules of this page alone. */
    readonly layout?: string;
    /** What this page alone runs, at its end: code of this program, without any text from elsewhere. */
    readonly script?: string;
  },
): string {
  const policy =
    script === undefined
      ? POLICY
      : `${POLICY}; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const running = script === undefined ? [] : html`<script>${trusted(script)}</script>\n`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLESHEET + layout)}</style>
</head>
<body>
${body}${running}</body>
</html>
`.markup;
}
