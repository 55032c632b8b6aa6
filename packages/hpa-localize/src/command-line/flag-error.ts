/** A flag that has a value of the right form but cannot be honored. The command ends with its message and exit code 2. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}
