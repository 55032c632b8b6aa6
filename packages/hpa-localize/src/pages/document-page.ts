import type { Caveat } from '../report/caveats.js';
import type { ReportDocument } from '../report/report-document.js';
import type { Section } from '../report/sections/section.js';
import { htmlBlock } from './html-block.js';
import { type Html, html } from './html-template.js';
import { page } from './page.js';

/** Renders a document as one self-contained page: it opens from disk, loads nothing, runs no script, and prints. */
export async function documentPage(document: ReportDocument): Promise<string> {
  const sections: Html[] = [];
  for (const section of document.sections) {
    sections.push(await htmlSection(section));
  }
  return page(html`${header(document)}<main>\n${sections}</main>\n`, { title: document.title });
}

function header({ title, subtitle, caveats, verdict, notes }: ReportDocument): Html {
  return html`<header>
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
${caveats.map(banner)}<p class="verdict">${verdict.headline}</p>
${list(verdict.details)}${notes.length > 0 ? html`<h2>Keep in mind</h2>` : []}${list(notes)}</header>
`;
}

function banner({ title, text }: Caveat): Html {
  return html`<p class="caveat" role="note"><strong>${title}</strong> ${text}</p>\n`;
}

function list(items: readonly string[]): Html {
  return items.length > 0 ? html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>\n` : html``;
}

async function htmlSection({ title, blocks }: Section): Promise<Html> {
  const contents: Html[] = [];
  for (const block of blocks) {
    contents.push(await htmlBlock(block));
  }
  return html`<section>
<h2>${title}</h2>
${contents}</section>
`;
}
