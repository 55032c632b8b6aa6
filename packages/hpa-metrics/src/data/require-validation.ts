/**
 * Refuses to fit on anything but samples that are said to be of the validation split.
 *
 * @param options.fitted - What is fitted, for the message.
 * @throws RangeError if `split` is not `'validation'`.
 */
export function requireValidation(
  { split }: { readonly split: 'validation' },
  { fitted }: { readonly fitted: 'thresholds' | 'temperatures' },
): void {
  if (split !== 'validation') {
    throw new RangeError(
      `${fitted} must be fitted on the validation split; received split: ${describe(split)}`,
    );
  }
}

function describe(split: unknown): string {
  return typeof split === 'string' ? `'${split}'` : String(split);
}
