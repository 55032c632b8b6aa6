import { checkOption } from './check-option.js';

/**
 * Checks dropout rates, given by the names of their options.
 *
 * @throws RangeError naming the option if a rate is not in [0, 1)
 */
export function checkRates(architecture: string, rates: Readonly<Record<string, number>>): void {
  for (const [name, rate] of Object.entries(rates)) {
    checkOption(rate >= 0 && rate < 1, `${architecture}: ${name} must be in [0, 1); received ${rate}`);
  }
}
