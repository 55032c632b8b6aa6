/**
 * The error message that a failed process printed, without its stack, in one line.
 *
 * @param printed What it wrote to stderr, or another text that says why it failed.
 */
export function errorLine(printed: string): string {
  const lines = printed.split('\n');
  // Above its own message, Node prints where the error was thrown, which tells a reader of the table nothing.
  const errors = lines.filter((line) => /^\w*(Error|Exception|Unavailable)\b.*: ./.test(line));
  return (errors.at(-1) ?? lines[0]!).replace(/^(Error|EngineUnavailable): /, '');
}
