import type { Dimension } from './dimension.js';

/** Whether a value is one that the dimension can have; of a conditional one, if it exists. */
export function contains(dimension: Dimension, value: unknown): boolean {
  switch (dimension.kind) {
    case 'conditional':
      return contains(dimension.dimension, value);
    case 'choice':
      return (dimension.values as readonly unknown[]).includes(value);
    default:
      return (
        (dimension.kind === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
        (value as number) >= dimension.low &&
        (value as number) <= dimension.high
      );
  }
}
