import type { CheckedData, ClassificationData } from './types.js';

const CHECKED: unique symbol = Symbol('checked');

/** Marks data as a resample of checked data, so that nothing has to be checked again. */
export function markResample(data: ClassificationData, checked: CheckedData): ClassificationData {
  // Not enumerable: a copy with other labels or scores is other data.
  return Object.defineProperty(data, CHECKED, { value: checked });
}

/** The checked data of a resample; undefined for other data. */
export function checkedResample(data: ClassificationData): CheckedData | undefined {
  return (data as { readonly [CHECKED]?: CheckedData })[CHECKED];
}
