import { z } from 'zod';

export const count = z.int().nonnegative();
export const share = z.number().min(0).max(1);
export const text = z.string().min(1);
export const classLabel = z.strictObject({ id: count, name: text });

/** A closed interval, lower end first. */
export const interval = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low <= high, { error: 'the lower end must come first' });

export type Immutable<Value> = Value extends object
  ? { readonly [Field in keyof Value]: Immutable<Value[Field]> }
  : Value;
