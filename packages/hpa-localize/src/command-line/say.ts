import { visibleText } from './visible-text.js';

const SPEECH: { stream: 'stdout' | 'stderr' } = { stream: 'stdout' };

/** From now on {@link say} and the bars use stderr, since stdout is the result. */
export function keepStdoutForResults(): void {
  SPEECH.stream = 'stderr';
}

/** The stream of {@link say} and the bars. */
export function speechStream(): NodeJS.WriteStream & { readonly fd: number } {
  return process[SPEECH.stream];
}

/** Prints one line of what a command does; whatever could act on a terminal is shown instead. */
export function say(line: string): void {
  speechStream().write(`${visibleText(line)}\n`);
}

/** Prints one line on stderr: an error or a warning. Line ends in it become spaces. */
export function complain(line: string): void {
  process.stderr.write(`${visibleText(line.trim().replaceAll(/\s*[\r\n]+\s*/g, ' '))}\n`);
}
