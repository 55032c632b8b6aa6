/** Messages of the JavaScript engine's own: what fails inside a reader that trusted its input. */
const RAW =
  /Cannot (read|set) propert|is not a function|is not iterable|is not a constructor|undefined is not|is not defined$|Invalid (typed )?array|Array buffer allocation|Invalid (string|array buffer) length|call stack|out of memory|out of bounds|Offset is outside|start offset|should be a multiple of|Cannot convert|Cannot mix BigInt|The value of ".*" is out of range|must be of type/i;

/** Two of the longest paths that Linux has, and a sentence: past it, nobody reads a message to its end. */
const LONGEST = 9_000;

/**
 * What is wrong with an error for a damaged input; undefined if it is one that a user can act on: it names a file of the input or its
 * folder, and it is the reader's own words.
 */
export function judgeMessage(error: unknown, names: readonly string[]): string | undefined {
  if (!(error instanceof Error)) {
    return 'no Error was thrown';
  }
  if (!names.some((name) => error.message.includes(name))) {
    return 'names no file';
  }
  if (error.message.length > LONGEST) {
    return `is ${error.message.length} characters long`;
  }
  return RAW.test(error.message) ? "is the engine's" : undefined;
}
