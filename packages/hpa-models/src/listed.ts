/** Most names that a message lists, and most characters of one. */
const MAXIMUM_LISTED = 8;
const MAXIMUM_LENGTH = 200;

/** Lists the first names for a message, each cut to a length that keeps it readable; `none` if there are none. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) {
    return 'none';
  }
  const more = names.length - MAXIMUM_LISTED;
  const first = names
    .slice(0, MAXIMUM_LISTED)
    .map((name) => (name.length > MAXIMUM_LENGTH ? `${name.slice(0, MAXIMUM_LENGTH)}...` : name));
  return first.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
