/** Longest message, in characters. What a file holds may be as long as the file. */
const MAXIMUM_MESSAGE = 4000;

/** Control characters, line separators, and marks that turn the direction of the text around them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes an error that a person can read of one about a file: its message names the file, is one line without control characters,
 * and has at most 4,000 characters. An error that is so already is returned itself.
 *
 * @param file the name of the file, as the message must have it; if absent, none is added
 */
export function readableError(error: unknown, file?: string): Error {
  const text = error instanceof Error ? error.message : String(error);
  const named = file === undefined || text.includes(file) ? text : `${file}: ${text}`;
  const short = named.length > MAXIMUM_MESSAGE ? `${named.slice(0, MAXIMUM_MESSAGE - 3)}...` : named;
  const message = short.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (error instanceof Error && message === text) {
    return error;
  }
  return error instanceof RangeError ? new RangeError(message) : new Error(message);
}
