import { InvalidArgumentError } from 'commander';

/** A parser for flags that take a whole number of at least `least`. */
export function integerAtLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least || text.trim() === '') {
      throw new InvalidArgumentError(`expected a whole number of at least ${least}; received "${text}".`);
    }
    return value;
  };
}
