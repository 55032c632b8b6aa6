import { complain } from './say.js';

/**
 * Lets a command go on when whoever reads its lines is gone (`| head -n 1`, a `tee` or a terminal that died) or cannot store
 * them: the files that it writes are the result.
 */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {});
  }
}

/** The exit code of a program that SIGPIPE ends, as shells count it. */
const SIGPIPE_EXIT_CODE = 141;

/**
 * Writes a result to stdout and waits until it is taken. Ends the process without a word if whoever reads it is gone, as
 * programs whose output is a stream do.
 */
export async function writeToStdout(text: string): Promise<void> {
  const error = await new Promise<Error | null | undefined>((resolve) => {
    process.stdout.write(text, resolve);
  });
  if (error) {
    const isClosed = (error as NodeJS.ErrnoException).code === 'EPIPE';
    if (!isClosed) {
      complain(`error: standard output: ${error.message}`);
    }
    process.exit(isClosed ? SIGPIPE_EXIT_CODE : 1);
  }
}
