/** What stands in tables and manifests of real people, and what harms careless readers. */
const PIECES = [
  '',
  ' ',
  '\t',
  '"',
  '""',
  ',',
  ';',
  '|',
  '\r',
  '\n',
  '\r\n\r\n',
  '\0',
  '\ufeff',
  '\u202e',
  '\x1b[2J',
  '-1',
  '1e999',
  'NaN',
  '00',
  '99999999999999999999',
  '=1+1',
  '../../x',
  '__proto__',
  'constructor',
  'Id',
  'é'.normalize('NFD'),
  'x'.repeat(100_000),
  ',,,,,,,,',
  '1 '.repeat(10_000),
];

/** A text with one piece put in, put in the place of a cell, or with one line doubled, dropped or in another's place. */
export function mutateText(
  content: Uint8Array,
  { at, change }: { readonly at: number; readonly change: number },
): Uint8Array {
  const text = Buffer.from(content).toString('utf8');
  const piece = PIECES[change % PIECES.length]!;
  const how = Math.floor(change / PIECES.length) % 5;
  const position = Math.floor(at * text.length);
  if (how === 0) {
    return Buffer.from(text.slice(0, position) + piece + text.slice(position));
  }
  if (how === 1) {
    const cells = text.split(/([,;\t\n])/);
    cells[Math.floor((at * cells.length) / 2) * 2] = piece;
    return Buffer.from(cells.join(''));
  }
  const lines = text.split('\n');
  const line = Math.floor(at * lines.length);
  if (how === 2) {
    lines.splice(line, 0, lines[line]!);
  } else if (how === 3) {
    lines.splice(line, 1);
  } else {
    lines.push(...lines.splice(line, 1));
  }
  return Buffer.from(lines.join('\n'));
}
