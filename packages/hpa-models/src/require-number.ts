/**
 * Returns an integer of at least `minimum` and at most `maximum`.
 *
 * @throws RangeError if it is anything else
 */
export function requireInteger(
  value: number,
  {
    name,
    minimum,
    maximum = Number.POSITIVE_INFINITY,
  }: { readonly name: string; readonly minimum: number; readonly maximum?: number },
): number {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    const range = Number.isFinite(maximum) ? `in [${minimum}, ${maximum}]` : `of at least ${minimum}`;
    throw new RangeError(`${name} must be an integer ${range}; received ${value}`);
  }
  return value;
}

/**
 * Returns a dropout rate.
 *
 * @throws RangeError if it is not in [0, 1)
 */
export function requireRate(value: number, { name }: { readonly name: string }): number {
  if (!(typeof value === 'number' && value >= 0 && value < 1)) {
    throw new RangeError(`${name} must be in [0, 1); received ${value}`);
  }
  return value;
}

/**
 * Returns the momentum of a moving average.
 *
 * @throws RangeError if it is not in [0, 1]
 */
export function requireMomentum(value: number, { name }: { readonly name: string }): number {
  if (!(typeof value === 'number' && value >= 0 && value <= 1)) {
    throw new RangeError(`${name} must be in [0, 1]; received ${value}`);
  }
  return value;
}

/**
 * Returns a seed.
 *
 * @throws RangeError if it is not an integer in [0, 2^32)
 */
export function requireSeed(value: number, { name = 'seed' }: { readonly name?: string } = {}): number {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new RangeError(`${name} must be an integer in [0, 2^32); received ${value}`);
  }
  return value;
}
