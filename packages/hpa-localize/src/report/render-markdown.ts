import { type ReportDocument, reportDocument } from './report-document.js';
import type { Report } from './schema/report-schema.js';
import type { Block, Section, Table } from './sections/section.js';
import { formatCount } from './words/format.js';
import { showHidden } from './words/show-hidden.js';

/** Renders a report as Markdown, `report.md`: the text and tables of the page, without plots, for a terminal or a pull request. */
export function renderMarkdown(report: Report): string {
  return documentMarkdown(reportDocument(report));
}

/** Renders a document as Markdown, without its plots. */
export function documentMarkdown(document: ReportDocument): string {
  const { title, subtitle, caveats, verdict, notes, sections } = document;
  const parts = [
    `# ${escapeMarkdown(title)}`,
    escapeMarkdown(subtitle),
    ...caveats.map((caveat) => `> **${escapeMarkdown(caveat.title)}.** ${escapeMarkdown(caveat.text)}`),
    `**${escapeMarkdown(verdict.headline)}**`,
    ...list(verdict.details),
    ...(notes.length > 0 ? ['Keep in mind:', ...list(notes)] : []),
    ...sections.flatMap(markdownSection),
  ];
  return showHidden(`${parts.join('\n\n')}\n`);
}

function markdownSection({ title, blocks }: Section): string[] {
  return [`## ${escapeMarkdown(title)}`, ...blocks.flatMap(markdownBlock)];
}

function markdownBlock(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [escapeMarkdown(block.text)];
    case 'list':
      return list(block.items);
    case 'terms':
      return [
        block.entries
          .map(({ term, meaning }) => `- **${escapeMarkdown(term)}**: ${escapeMarkdown(meaning)}`)
          .join('\n'),
      ];
    case 'code':
      return [fence(block)];
    case 'table':
      return table(block.table);
    case 'heat-map': {
      const { caption, classes, counts, hollow, rows: heading, remark } = block.heatMap;
      const columns = [
        { label: heading },
        ...classes.map(({ id }) => ({ label: String(id), numeric: true })),
      ];
      const rows = counts.map((row, at) => [
        `${classes[at]!.name} (${classes[at]!.id})`,
        ...row.map((count, index) => (hollow && at === index ? '' : formatCount(count))),
      ]);
      return [...table({ caption, columns, rows }), escapeMarkdown(remark)];
    }
    case 'plots':
      return [];
  }
}

function list(items: readonly string[]): string[] {
  return items.length > 0 ? [items.map((item) => `- ${escapeMarkdown(item)}`).join('\n')] : [];
}

/** A fence longer than any run of backticks inside. */
function fence({ language, code }: { language: string; code: string }): string {
  const runs = code.match(/`+/g) ?? [];
  const marks = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${marks}${language}\n${code}\n${marks}`;
}

/** The caption, then a table padded so that its columns line up in plain text. */
function table({ caption, columns, rows }: Table): string[] {
  const lines = [columns.map(({ label }) => label), ...rows].map((cells) => cells.map(escapeMarkdown));
  const widths = columns.map((_, index) => Math.max(3, ...lines.map((cells) => cells[index]!.length)));
  const pad = (cell: string, index: number) =>
    columns[index]!.numeric ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!);
  const rule = columns.map(({ numeric }, index) =>
    numeric ? `${'-'.repeat(widths[index]! - 1)}:` : '-'.repeat(widths[index]!),
  );
  const [head, ...body] = lines.map((cells) => cells.map(pad));
  return [
    escapeMarkdown(caption),
    [head!, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
  ];
}

/** Plain text on one line, in which only what Markdown or HTML would read as markup is escaped. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(MARKUP, '\\$&');
}

/**
 * Code, emphasis and table bars; underscores at the edge of a word; tags and entities; the bracket of a link; the start of
 * a heading, a quotation or a list.
 */
const MARKUP =
  /[\\`*|]|(?<!\w)_|_(?!\w)|<(?=[a-z/!?])|&(?=#?\w+;)|\](?=[(:[])|^(?:>|[#+-](?=[#\s]))|(?<=^\d+)[.)](?=\s)/gi;
