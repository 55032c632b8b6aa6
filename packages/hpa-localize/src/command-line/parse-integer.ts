import { InvalidArgumentError } from 'commander';

/** Makes a parser of flags that take an integer: in [minimum, 2^32), such as seeds, or up to a maximum. */
export function parseInteger({
  minimum,
  maximum,
}: {
  readonly minimum: number;
  readonly maximum?: number;
}): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < minimum || value > (maximum ?? 2 ** 32 - 1)) {
      const range = maximum === undefined ? `[${minimum}, 2^32)` : `[${minimum}, ${maximum}]`;
      throw new InvalidArgumentError(`It must be an integer in ${range}; received "${text}".`);
    }
    return value;
  };
}
