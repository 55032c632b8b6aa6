import { InvalidArgumentError } from 'commander';

/** Makes a parser of flags that take an integer in [minimum, 2^32), such as seeds. */
export function parseInteger({ minimum }: { readonly minimum: number }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < minimum || value >= 2 ** 32) {
      throw new InvalidArgumentError(`It must be an integer in [${minimum}, 2^32); received "${text}".`);
    }
    return value;
  };
}
