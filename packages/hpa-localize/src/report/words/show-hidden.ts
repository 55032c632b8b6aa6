/**
 * Characters that change what a reader or a terminal shows without being seen: controls but tabs and line ends, marks and overrides
 * of the writing direction, separators, characters of no width, and halves of pairs.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Writes hidden characters as their code, such as ‹U+202E›, so that an id or a name cannot pose as another. */
export function showHidden(text: string): string {
  return text.replace(
    HIDDEN,
    (character) => `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`,
  );
}
