import type { Parameter } from './space-schema.js';

/** Significant digits of a number that a trial took. */
const DIGITS = 3;

/** A parameter as a reader sees it: `0.0005`, `none`, `adam`. */
export function parameterInWords(parameter: Parameter): string {
  if (parameter === null) {
    return 'none';
  }
  return typeof parameter === 'number' ? String(Number(parameter.toPrecision(DIGITS))) : String(parameter);
}
