type NamedNumbers = Readonly<Record<string, number>>;

/**
 * Checks that every named number is finite and above 0.
 *
 * @throws RangeError naming the first that is not.
 */
export function requirePositive(numbers: NamedNumbers): void {
  requireEach(numbers, { expected: 'above 0', holds: (value) => value > 0 });
}

/**
 * Checks that every named number is finite and at least 0.
 *
 * @throws RangeError naming the first that is not.
 */
export function requireNonNegative(numbers: NamedNumbers): void {
  requireEach(numbers, { expected: 'at least 0', holds: (value) => value >= 0 });
}

/**
 * Checks that every named number is in [0, 1).
 *
 * @throws RangeError naming the first that is not.
 */
export function requireFraction(numbers: NamedNumbers): void {
  requireEach(numbers, { expected: 'in [0, 1)', holds: (value) => value >= 0 && value < 1 });
}

/**
 * Checks that every named number is a whole number of at least 1.
 *
 * @throws RangeError naming the first that is not.
 */
export function requireCount(numbers: NamedNumbers): void {
  requireEach(numbers, {
    expected: 'a whole number of at least 1',
    holds: (value) => Number.isInteger(value) && value >= 1,
  });
}

function requireEach(
  numbers: NamedNumbers,
  rule: { readonly expected: string; readonly holds: (value: number) => boolean },
): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value) || !rule.holds(value)) {
      throw new RangeError(`${name} must be ${rule.expected}; received ${value}`);
    }
  }
}
