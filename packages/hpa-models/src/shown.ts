/** Longest value that a message shows, in characters. */
const MAXIMUM_SHOWN = 200;

/** Writes a value as JSON for a message, cut to 200 characters. */
export function shown(value: unknown): string {
  const text = textOf(value);
  return text.length > MAXIMUM_SHOWN ? `${text.slice(0, MAXIMUM_SHOWN)}...` : text;
}

/** The text of a value; of a long list, of its start. */
function textOf(value: unknown): string {
  const start = Array.isArray(value) && value.length > MAXIMUM_SHOWN ? value.slice(0, MAXIMUM_SHOWN) : value;
  try {
    return JSON.stringify(start) ?? String(start);
  } catch {
    // JSON has no big integers and no values that hold themselves.
    return String(start);
  }
}
