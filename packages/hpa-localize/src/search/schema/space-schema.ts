import { z } from 'zod';
import type { Immutable } from '../../report/schema/shared-fields.js';

/** What a trial takes for a key: null leaves the key of the recipe out. */
export const parameterSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);

const RANGE = { low: z.number(), high: z.number() };
const choice = z.strictObject({ kind: z.literal('choice'), values: z.array(parameterSchema).min(1) });
const uniform = z.strictObject({ kind: z.literal('uniform'), ...RANGE });
const logUniform = z.strictObject({ kind: z.literal('log-uniform'), ...RANGE });
const integer = z.strictObject({ kind: z.literal('integer'), ...RANGE, log: z.boolean().default(false) });
const PLAIN = [choice, uniform, logUniform, integer] as const;
const conditional = z.strictObject({
  kind: z.literal('conditional'),
  /** The key, earlier in the space, whose value decides. */
  on: z.string(),
  /** The values of it with which this key is in the space. */
  values: z.array(parameterSchema).min(1),
  dimension: z.discriminatedUnion('kind', PLAIN),
});

/**
 * What a search varies: keys of a recipe, as paths with dots, each with the values that it may take, as `space` of @hpa/train
 * writes them. Ranges and conditions are checked there.
 */
export const spaceSchema = z
  .record(z.string().min(1), z.discriminatedUnion('kind', [...PLAIN, conditional]))
  .refine((space) => Object.keys(space).length > 0, { error: 'must have a key of the recipe, or several' });

export type SearchSpace = Immutable<z.infer<typeof spaceSchema>>;
export type Parameter = z.infer<typeof parameterSchema>;
