/** Far more levels than what is written here has, and far fewer than the stack of a recursive reader. */
const MAXIMUM_DEPTH = 100;

/**
 * Requires that a JSON text nests lists and objects at most 100 deep: past some thousands, whatever walks the parsed value ends in
 * the engine's own words about its stack.
 *
 * @throws Error naming the file if it nests deeper
 */
export function requireModestNesting(text: string, { file }: { readonly file: string }): void {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (isText) {
      if (character === '\\') {
        at++;
      } else if (character === '"') {
        isText = false;
      }
    } else if (character === '"') {
      isText = true;
    } else if (character === '[' || character === '{') {
      depth++;
      if (depth > MAXIMUM_DEPTH) {
        throw new Error(`${file}: lists and objects must nest at most ${MAXIMUM_DEPTH} deep`);
      }
    } else if (character === ']' || character === '}') {
      depth--;
    }
  }
}
