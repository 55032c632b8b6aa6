import type { Interval, Setting } from '../schema/report-schema.js';

/** Written for a number that is undefined. */
const UNDEFINED = 'n/a';

/** Keeps a number and its unit on one line; Markdown treats it as a space. */
const NO_BREAK = '\u00a0';

/** A number with a fixed number of digits (2 by default) and a true minus sign: `0.81`, `−0.02`; `n/a` for null. */
export function formatScore(value: number | null, { digits = 2 }: { readonly digits?: number } = {}): string {
  if (value === null) {
    return UNDEFINED;
  }
  const rounded = value.toFixed(digits);
  return Number(rounded) === 0 ? rounded.replace('-', '') : rounded.replace('-', '−');
}

/** A difference with its sign: `+0.12`, `−0.03`, and `0.00` without one. */
export function formatDifference(value: number): string {
  const rounded = formatScore(value);
  return value > 0 && Number(rounded) !== 0 ? `+${rounded}` : rounded;
}

/** An interval in brackets: `[0.74, 0.88]`; `n/a` for null. */
export function formatInterval(interval: Interval | null): string {
  return interval ? `[${formatScore(interval[0])},${NO_BREAK}${formatScore(interval[1])}]` : UNDEFINED;
}

/** An interval in a sentence: `0.74 to 0.88`. */
export function formatRange([low, high]: Interval): string {
  return `${formatScore(low)} to ${formatScore(high)}`.replaceAll(' ', NO_BREAK);
}

/** A value and, if there is one, its interval: `0.81 [0.74, 0.88]`. */
export function formatEstimate(value: number, interval: Interval | null): string {
  return interval ? `${formatScore(value)} ${formatInterval(interval)}` : formatScore(value);
}

/** A p-value alone, as in a table: `< 0.001`, `0.008`, `0.42`; `n/a` for null. */
export function formatPValue(pValue: number | null): string {
  if (pValue === null) {
    return UNDEFINED;
  }
  if (pValue < 0.001) {
    return '< 0.001';
  }
  return pValue.toFixed(pValue < 0.0995 ? 3 : 2);
}

/** A p-value in a sentence: `p = 0.008`, `p < 0.001`. */
export function formatPStatement(pValue: number): string {
  const formatted = formatPValue(pValue);
  const statement = formatted.startsWith('<') ? `p ${formatted}` : `p = ${formatted}`;
  return statement.replaceAll(' ', NO_BREAK);
}

/** A whole number with its thousands separated: `22,853,924`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A count and its noun, with an s unless the count is one: `1 cell`, `93 cells`. */
export function formatQuantity(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share of a whole in percent, without decimals: `86 %`. */
export function formatPercent(share: number): string {
  return `${Math.round(share * 100)}${NO_BREAK}%`;
}

/** A part and its whole: `5 of 12`, on one line. */
export function formatPart(part: number, whole: number): string {
  return `${formatCount(part)} of ${formatCount(whole)}`.replaceAll(' ', NO_BREAK);
}

/** A duration: `0.8 s`, `42 s`, `3 min 20 s`, `1 h 5 min`; `n/a` for null. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) {
    return UNDEFINED;
  }
  if (seconds < 9.95) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A rate with three significant digits, or whole from 100 on: `4.21`, `153`; `n/a` for null. */
export function formatRate(perSecond: number | null): string {
  if (perSecond === null) {
    return UNDEFINED;
  }
  return perSecond >= 100 ? formatCount(Math.round(perSecond)) : perSecond.toPrecision(3);
}

/** The value of a setting in words: `yes`, `none`, `0.0001`, `1, 0.5, 2.25`. */
export function formatSetting(setting: Setting): string {
  if (setting === null) {
    return 'none';
  }
  if (typeof setting === 'boolean') {
    return setting ? 'yes' : 'no';
  }
  if (typeof setting === 'string') {
    return setting;
  }
  if (typeof setting === 'number') {
    return String(setting);
  }
  return setting
    .map((value) => (typeof value === 'number' ? String(Number(value.toPrecision(4))) : value))
    .join(', ');
}

/** The name of a field in words: `validationMacroF1` becomes `validation macro F1`. */
export function formatName(field: string): string {
  return field
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .replace(/[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
}

/** A moment as day and minute in UTC: `2026-03-14 09:26 UTC`. */
export function formatMoment(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Items as listed in a sentence: `a`, `a and b`, `a, b and c`. */
export function formatList(items: readonly string[]): string {
  if (items.length < 2) {
    return items.join('');
  }
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
