import { z } from 'zod';
import { classLabel, count, type Immutable, interval, share, text } from '../report/schema/shared-fields.js';

/** The schema version that this program writes. */
const VERSION = 1;

/** A score with its interval. */
const estimate = z.strictObject({
  /** A mean over trainings if there are several; null if there is no cell to score. */
  value: share.nullable(),
  /** 95 % confidence interval. */
  interval: interval.nullable(),
  /** Why there is no interval, in words; absent if there is one. */
  reason: text.exactOptional(),
});

/** A score minus another, of other cells. */
const difference = z.strictObject({
  value: z.number().min(-1).max(1).nullable(),
  /** 95 % confidence interval. */
  interval: interval.nullable(),
  /** Two-sided p-value of no difference. */
  pValue: share.nullable(),
  /** Why there is no interval or no p-value, in words; absent if there are both. */
  reason: text.exactOptional(),
});

/** A score on some cells minus that on others of the same test split. */
const gap = z.strictObject({
  /** Null if there are no cells of one kind. */
  value: z.number().min(-1).max(1).nullable(),
  /** 95 % confidence interval. */
  interval: interval.nullable(),
  /** Why there is no interval, in words; absent if there is one. */
  reason: text.exactOptional(),
});

const estimates = z.strictObject({ accuracy: estimate, macroF1: estimate });
const differences = z.strictObject({ accuracy: difference, macroF1: difference });

/** Cells of the notebook's test split, and how well a model does on them. */
const scoredCells = estimates.extend({ cells: count });

/** Test cells of the notebook that share something with training, against those that do not. */
const contrast = z.strictObject({
  /** `seen`: a copy, a near duplicate or another cell of the group is in training. `copied`: a copy or a near duplicate is. */
  kind: z.enum(['seen', 'copied']),
  leaked: scoredCells,
  others: scoredCells,
  /** On the leaked cells minus on the others. */
  difference: z.strictObject({ accuracy: gap, macroF1: gap }),
  /** The accuracy on all test cells minus that on the others. */
  ofAccuracy: gap,
});

/** A model as one protocol has it. */
const measured = z.strictObject({
  /** How often it was trained. */
  trainings: count.min(1),
  epochs: count,
  /** Of the validation split; means over trainings. */
  validation: z.strictObject({ accuracy: share, macroF1: share }),
  test: estimates,
});

const model = z.strictObject({
  name: text,
  title: text,
  /** Null while it has not been measured under this protocol. */
  notebook: measured.nullable(),
  honest: measured.nullable(),
  /** Notebook minus honest, on the test splits; null unless both are there. */
  difference: differences.nullable(),
  /** Null unless it was measured under the notebook's protocol. */
  contrasts: z.array(contrast).nullable(),
});

/** One of the two runs. */
const run = z.strictObject({
  /** Its folder, relative to the file. */
  folder: text,
  status: z.enum(['complete', 'interrupted']),
  cells: z.strictObject({ train: count, validation: count, test: count }),
  /** Cells that are there at least once, among the test cells. */
  distinctTestCells: count,
  /** Groups of related cells among the test cells; absent if groups are unknown. */
  testGroups: count.exactOptional(),
  baselines: z.array(z.strictObject({ name: text, description: text, accuracy: share, macroF1: share })),
});

/** A result of the published study, as it stands there, and what of this comparison it can be held against. */
const published = z.strictObject({
  title: text,
  validationAccuracy: share.nullable(),
  testAccuracy: share.nullable(),
  /** The models of this comparison with the same network, and how their training differs; empty words for none. */
  ours: z.array(z.strictObject({ model: text, differs: z.array(text) })),
});

const schema = z.strictObject({
  schemaVersion: z.literal(VERSION),
  createdAt: z.iso.datetime(),
  /** The command line that made it, for the reader. */
  command: text,
  /** `complete` if both runs are. */
  status: z.enum(['complete', 'interrupted']),
  synthetic: z.boolean(),
  seed: count,
  provenance: text,
  imageSize: z.int().positive(),
  classes: z.array(classLabel).min(2),
  /** What intervals and p-values speak of: other cells only, or other trainings too. */
  covers: z.enum(['cells', 'trainings-and-cells']),
  /** Null until its samples are split. */
  notebook: run,
  honest: run,
  /** Test cells of the notebook by what the training split holds of them: the first that applies. */
  seenInTraining: z.strictObject({ copy: count, nearDuplicate: count, group: count, nothing: count }),
  models: z.array(model),
  published: z.strictObject({ source: text, results: z.array(published) }),
});

/** Both protocols side by side, as `protocols.json` holds them. */
export type ProtocolsReport = Immutable<z.infer<typeof schema>>;
export type ProtocolModel = ProtocolsReport['models'][number];
export type Measured = NonNullable<ProtocolModel['notebook']>;
export type Contrast = NonNullable<ProtocolModel['contrasts']>[number];
export type Estimate = Immutable<z.infer<typeof estimate>>;
export type Gap = Immutable<z.infer<typeof gap>>;
export type Difference = Immutable<z.infer<typeof difference>>;

/**
 * Returns a value, such as the parsed text of a `protocols.json`, as a comparison of protocols.
 *
 * @throws Error naming the first fault if it is not one, or the versions if it is of a newer schema version.
 */
export function parseProtocols(value: unknown): ProtocolsReport {
  const { schemaVersion: version } = (value ?? {}) as { readonly schemaVersion?: unknown };
  if (typeof version === 'number' && version > VERSION) {
    throw new Error(
      `this comparison of protocols has schema version ${version}, but this program reads versions up to ${VERSION}: update @hpa/localize`,
    );
  }
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const { path = [], message } = result.error.issues[0] ?? {};
  throw new Error(`not a comparison of protocols: ${path.join('.') || 'it'}: ${message}`);
}
