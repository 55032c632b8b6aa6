import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { Axis, NamedFile, PackageDescription } from './package-description.js';
import { NUMBER_TYPE_NAMES } from './steps/number-types.js';
import { parseSteps } from './steps/parse-steps.js';

/** Aliases of YAML that may be resolved: a few repeat a value, many are a bomb. */
const MAXIMUM_ALIASES = 100;

/** How far numbers may differ from the test tensor where a description does not say: as bioimageio.core has it. */
const TOLERANCE = { relative: 1e-3, absolute: 1e-3 };

/** The largest tolerances that the specification allows. */
const LARGEST_TOLERANCE = { relative: 1e-2, absolute: 1 };

/** Gray levels that go in: those of 8 bits. */
const WHITE = 255;

/** The largest number of each type of integers. */
const LARGEST: Readonly<Partial<Record<string, number>>> = {
  uint8: 255,
  int8: 127,
  uint16: 65_535,
  int16: 32_767,
  uint32: 4_294_967_295,
  int32: 2_147_483_647,
};

const FILE = z.union([
  z.string().transform((source) => ({ source })),
  z.object({ source: z.string(), sha256: z.string().nullish() }),
]);

const AXIS = z.object({
  type: z.string(),
  id: z.string().nullish(),
  size: z.unknown().optional(),
  channel_names: z.array(z.string()).min(1).nullish(),
});

const TENSOR = z.object({
  id: z.string().nullish(),
  axes: z.array(AXIS).min(1),
  data: z
    .object({
      type: z.string().default('float32'),
      range: z.tuple([z.number().nullable(), z.number().nullable()]).nullish(),
    })
    .default({ type: 'float32' }),
  test_tensor: FILE.nullish(),
  preprocessing: z.unknown().optional(),
  postprocessing: z.unknown().optional(),
});

/** What the card of a model that `export` packed says of its images and answers. */
const CARD = z.object({
  task: z.enum(['single-label', 'multi-label']),
  classes: z.array(z.object({ id: z.int(), name: z.string() })),
  thresholds: z.array(z.number().positive().max(1)).exactOptional(),
  input: z
    .object({
      levels: z
        .union([z.literal(['bit-depth', 'percentile']), z.tuple([z.number(), z.number()])])
        .exactOptional(),
    })
    .exactOptional(),
});

const DESCRIPTION = z.object({
  name: z.string().min(1),
  inputs: z.array(TENSOR).min(1),
  outputs: z.array(TENSOR).min(1),
  weights: z.record(z.string(), z.unknown()),
  config: z
    .object({
      bioimageio: z
        .object({
          reproducibility_tolerance: z
            .array(
              z.object({
                relative_tolerance: z
                  .number()
                  .min(0)
                  .max(LARGEST_TOLERANCE.relative)
                  .default(TOLERANCE.relative),
                absolute_tolerance: z
                  .number()
                  .min(0)
                  .max(LARGEST_TOLERANCE.absolute)
                  .default(TOLERANCE.absolute),
              }),
            )
            .nullish(),
        })
        .nullish(),
      hpa_localize: z.object({ card: CARD }).nullish(),
    })
    .nullish(),
});

const WEIGHTS = z.object({
  source: z.string(),
  sha256: z.string().nullish(),
  external_data: z.null('must be absent: weights beside the graph are not read').optional(),
});

type Tensor = z.infer<typeof TENSOR>;

/**
 * Reads the description of a package, and requires it to be of a model that takes 8-bit levels of stains and answers with one probability
 * per class.
 *
 * @param options.where start of error messages: the package and the name of its description
 * @throws Error naming the field if it is malformed, or cannot be expressed here
 */
export function parseDescription(text: string, { where }: { readonly where: string }): PackageDescription {
  const value = parseYaml(text, where);
  const { type, format_version: version } = (value ?? {}) as {
    readonly type?: unknown;
    readonly format_version?: unknown;
  };
  if (type !== 'model' || typeof version !== 'string' || !/^0\.5\.\d+$/.test(version)) {
    throw new Error(
      `${where}: expected a model of format_version 0.5; found type ${JSON.stringify(type)}, format_version ${JSON.stringify(version)}`,
    );
  }
  const parsed = DESCRIPTION.safeParse(value);
  if (!parsed.success) {
    throw new Error(`${where}: ${issueOf(parsed.error)}`);
  }
  const { name, inputs, outputs, weights, config } = parsed.data;
  const [input, output] = [onlyOne(inputs, `${where}: inputs`), onlyOne(outputs, `${where}: outputs`)];
  const answers = outputOf(output, `${where}: output ${output.id ?? 'output'}`);
  const card = config?.hpa_localize?.card;
  if (card && card.classes.map((label) => label.name).join('\n') !== answers.classNames.join('\n')) {
    throw new Error(
      `${where}: its output has the channels ${answers.classNames.join(', ')}, its card the classes ${card.classes.map((label) => label.name).join(', ')}`,
    );
  }
  const [tolerance] = config?.bioimageio?.reproducibility_tolerance ?? [];
  const task = card?.task ?? answers.task;
  return {
    name,
    input: inputOf(input, `${where}: input ${input.id ?? 'input'}`),
    output: answers.tensor,
    weights: weightsOf(weights, where),
    tolerance: tolerance
      ? { relative: tolerance.relative_tolerance, absolute: tolerance.absolute_tolerance }
      : TOLERANCE,
    ...(card && { own: { ...(card.input?.levels && { levels: card.input.levels }) } }),
    answers: {
      classes: card?.classes ?? answers.classNames.map((label, id) => ({ id, name: label })),
      ...(task !== undefined && { task }),
      ...(card?.thresholds && { thresholds: card.thresholds }),
    },
  };
}

function parseYaml(text: string, where: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: false });
    const [error] = document.errors;
    if (error) {
      throw error;
    }
    return document.toJS({ maxAliasCount: MAXIMUM_ALIASES });
  } catch (error) {
    throw new Error(`${where}: not YAML that can be read: ${(error as Error).message}`, { cause: error });
  }
}

function issueOf(error: z.ZodError): string {
  const [{ path, message } = { path: [], message: '' }] = error.issues;
  return `${path.length > 0 ? path.join('.') : 'it'}: ${message}`;
}

function onlyOne(tensors: readonly Tensor[], what: string): Tensor {
  if (tensors.length !== 1) {
    const names = tensors.map(({ id }) => id ?? '?').join(', ');
    throw new Error(`${what}: expected one tensor; found ${tensors.length}: ${names}`);
  }
  return tensors[0]!;
}

/** Finds the ONNX weights, the only ones that run here. */
function weightsOf(weights: Readonly<Record<string, unknown>>, where: string): NamedFile {
  const { onnx } = weights;
  if (onnx === undefined || onnx === null) {
    const found = Object.keys(weights).join(', ') || 'none';
    throw new Error(`${where}: expected ONNX weights, which run here; found ${found}`);
  }
  const parsed = WEIGHTS.safeParse(onnx);
  if (!parsed.success) {
    throw new Error(`${where}: weights.onnx.${issueOf(parsed.error)}`);
  }
  return fileOf(parsed.data);
}

function fileOf({
  source,
  sha256,
}: {
  readonly source: string;
  readonly sha256?: string | null | undefined;
}): NamedFile {
  return { source, ...(typeof sha256 === 'string' && { sha256 }) };
}

function inputOf(tensor: Tensor, where: string): PackageDescription['input'] {
  const axes = axesOf(tensor, where);
  const spaces = axes.filter(({ type }) => type === 'space').map(({ id }) => id);
  const channels = tensor.axes.find(({ type }) => type === 'channel')?.channel_names;
  if (spaces.sort().join() !== 'x,y' || !channels || axes.some(({ type }) => type === 'index')) {
    throw new Error(
      `${where}: expected the axes y, x and channel, with channel_names, and a batch; found ${axes.map(({ id }) => id).join(', ')}`,
    );
  }
  const { type, range } = tensor.data;
  const [lowest, highest] = range ?? [null, null];
  if ((highest ?? LARGEST[type] ?? WHITE) !== WHITE || (lowest ?? 0) !== 0) {
    throw new Error(
      `${where}: 8-bit levels in [0, 255] go in here; it takes ${type} in [${lowest ?? 'any'}, ${highest ?? LARGEST[type] ?? 'any'}]`,
    );
  }
  const place = { where: `${where}: preprocessing`, axes: axes.map(({ id }) => id) };
  const { steps, type: last } = parseSteps(tensor.preprocessing, place);
  // The specification adds this step where the last one is another.
  const closing =
    last === undefined ? parseSteps([{ id: 'ensure_dtype', kwargs: { dtype: type } }], place) : undefined;
  return {
    axes,
    channelNames: channels,
    steps: [...steps, ...(closing?.steps ?? [])],
    type: last ?? closing?.type ?? NUMBER_TYPE_NAMES[0],
    test: testOf(tensor, where),
  };
}

function outputOf(tensor: Tensor, where: string) {
  const axes = axesOf(tensor, where);
  const classNames = tensor.axes.find(({ type }) => type === 'channel')?.channel_names;
  const other = axes.find(({ type, size }) => type !== 'batch' && type !== 'channel' && size !== 1);
  if (!classNames || other) {
    throw new Error(
      `${where}: expected one probability per class: a channel axis with channel_names, and all others of size 1; found ${axes.map(({ id, size }) => (size === undefined ? id : `${id} ${size}`)).join(', ')}`,
    );
  }
  if (new Set(classNames).size < classNames.length) {
    throw new Error(`${where}: channel_names must differ; found ${classNames.join(', ')}`);
  }
  const place = { where: `${where}: postprocessing`, axes: axes.map(({ id }) => id) };
  const { steps, ids } = parseSteps(tensor.postprocessing, place);
  const last = ids.filter((id) => id !== 'ensure_dtype').at(-1);
  const task =
    last === 'softmax'
      ? ('single-label' as const)
      : last === 'sigmoid'
        ? ('multi-label' as const)
        : undefined;
  return { classNames, task, tensor: { axes, steps, test: testOf(tensor, where) } };
}

function testOf({ test_tensor: test }: Tensor, where: string): NamedFile {
  if (!test) {
    throw new Error(`${where}: expected a test_tensor, by which the model is tested before it answers`);
  }
  return fileOf(test);
}

function axesOf({ axes }: Tensor, where: string): readonly Axis[] {
  const known = axes.map(({ type, id, size, channel_names: names }): Axis => {
    if (type === 'batch') {
      return { type, id: 'batch' };
    }
    if (type === 'channel') {
      return { type, id: id ?? 'channel', ...(names && { size: names.length }) };
    }
    if ((type !== 'space' && type !== 'index') || !id) {
      throw new Error(`${where}: axes of type ${type} cannot be expressed here`);
    }
    if (typeof size === 'number' && Number.isSafeInteger(size) && size > 0) {
      return { type, id, size };
    }
    if (typeof size === 'object' && size !== null && 'min' in size && 'step' in size) {
      return { type, id };
    }
    throw new Error(
      `${where}: the size of axis ${id} must be a number, or min and step; found ${JSON.stringify(size)}`,
    );
  });
  const ids = known.map(({ id }) => id);
  if (new Set(ids).size < ids.length) {
    throw new Error(`${where}: axes must differ; found ${ids.join(', ')}`);
  }
  return known;
}
