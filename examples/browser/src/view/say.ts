import { element, find } from './element.js';

/** Says what is wrong, one line each; nothing wrong clears the lines. */
export function say(problems: readonly string[]): void {
  find('problems', HTMLElement).replaceChildren(...problems.map((problem) => element('p', {}, problem)));
}

/** Says what an error says. */
export function sayError(error: unknown): void {
  say([(error as Error).message]);
}
