import { InvalidArgumentError } from 'commander';

/**
 * Parses what files or packages call channels, `nucleus=DAPI,protein=GFP`, in this order. A name alone, where that is allowed, is called by
 * itself.
 *
 * @throws InvalidArgumentError if a part is no pair, or a channel occurs twice.
 */
export function parsePairs(
  text: string,
  { alone = false }: { readonly alone?: boolean } = {},
): Readonly<Record<string, string>> {
  const pairs = new Map<string, string>();
  for (const part of text.split(',')) {
    const [word = '', ...rest] = part.split('=');
    const channel = word.trim();
    const called = rest.length === 0 && alone ? channel : rest.join('=').trim();
    if (channel === '' || called === '') {
      throw new InvalidArgumentError(
        `It must be pairs such as nucleus=DAPI,protein=GFP${alone ? ', or names alone' : ''}; received "${part.trim()}".`,
      );
    }
    if (pairs.has(channel)) {
      throw new InvalidArgumentError(`Channel ${channel} occurs twice in "${text}".`);
    }
    pairs.set(channel, called);
  }
  return Object.fromEntries(pairs);
}
