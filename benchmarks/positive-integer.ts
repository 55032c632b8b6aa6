import { InvalidArgumentError } from 'commander';

/**
 * Reads the number of a flag.
 *
 * @throws InvalidArgumentError if it is not an integer of at least 1.
 */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new InvalidArgumentError('expected an integer of at least 1.');
  }
  return Number(text);
}
