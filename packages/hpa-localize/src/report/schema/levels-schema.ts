import { z } from 'zod';
import { type Immutable, text } from './shared-fields.js';

const pair = z.tuple([z.number(), z.number()]);
const perChannel = z.record(z.string(), pair);

/** Which levels of files became 0 and 255. */
export const levelsSchema = z.strictObject({
  /** What chose them: the bit depth of the camera, percentiles of the data, or the numbers that were stated. */
  way: z.union([z.literal(['bit-depth', 'percentile']), pair]),
  /** Black and white of files of more than 8 bits, by channel. */
  perChannel,
  /** The same of files of 8 bits; absent if they kept their levels. */
  of8Bits: perChannel.exactOptional(),
  /** What the numbers rest on, in words. */
  basis: text,
});

export type LevelsUsed = Immutable<z.infer<typeof levelsSchema>>;
