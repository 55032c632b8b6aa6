/**
 * Refuses an option of a builder before anything is built.
 *
 * @throws RangeError with the message if the condition does not hold
 */
export function checkOption(holds: boolean, message: string): void {
  if (!holds) {
    throw new RangeError(message);
  }
}
