import { writeSync } from 'node:fs';

/** What bars change: they hide the cursor and turn line wrapping off. */
const RESTORED = '\u001b[?25h\u001b[?7h';

/** Bars that have not ended. */
const OPEN = new Set<object>();

const WATCH = { begun: false };

/**
 * Has the terminal restored when the process ends, however it does, unless the bar that asks for it has ended before.
 *
 * @returns Says that the bar has ended.
 */
export function restoreTerminalAtExit(stream: NodeJS.WriteStream & { readonly fd: number }): () => void {
  const bar = {};
  OPEN.add(bar);
  if (!WATCH.begun) {
    WATCH.begun = true;
    process.on('exit', () => {
      if (OPEN.size > 0) {
        try {
          writeSync(stream.fd, RESTORED);
        } catch {
          // The terminal is gone.
        }
      }
    });
  }
  return () => OPEN.delete(bar);
}
