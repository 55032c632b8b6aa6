/**
 * Control characters, with tab and line ends, and characters that are invisible and turn the direction of text: they can move
 * the cursor, rename the window or make one name look like another.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Shows control characters and those that turn the direction of text as `\x1b` or `\u202e`; the rest stays as it is. */
export function visibleText(text: string): string {
  return text.replaceAll(HIDDEN, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
