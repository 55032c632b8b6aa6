import { writeSync } from 'node:fs';

/** What bars change: they hide the cursor and turn line wrapping off. */
const RESTORED = '\u001b[?25h\u001b[?7h';

const open = new Set<object>();
let watches = false;

/**
 * Has the terminal restored when the process ends, however it does, unless the bar that asks for it has ended before.
 *
 * @returns Says that the bar has ended.
 */
export function restoreTerminalAtExit(stream: NodeJS.WriteStream & { readonly fd: number }): () => void {
  const bar = {};
  open.add(bar);
  if (!watches) {
    watches = true;
    process.on('exit', () => {
      if (open.size > 0) {
        try {
          writeSync(stream.fd, RESTORED);
        } catch {
          // The terminal is gone.
        }
      }
    });
  }
  return () => open.delete(bar);
}
