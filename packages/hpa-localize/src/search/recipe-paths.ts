import type { Parameter } from './schema/space-schema.js';

type Fields = Readonly<Record<string, unknown>>;

/** The value of a recipe at a path with dots, such as `options.dropout`; undefined if it has none. */
export function valueAt(recipe: object, path: string): unknown {
  let value: unknown = recipe;
  for (const step of path.split('.')) {
    value = isFields(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/**
 * A recipe with what a trial takes for its keys. Null leaves a key out, and what is then empty with it: without `ema.decay`
 * there is no `ema`. Another name of an optimizer, a schedule or a loss comes without the settings of the one before.
 */
export function withParameters(
  recipe: object,
  parameters: Readonly<Record<string, Parameter>>,
): Readonly<Record<string, unknown>> {
  let changed: Fields = { ...recipe };
  for (const [path, value] of Object.entries(parameters)) {
    changed = withValue(changed, { steps: path.split('.'), value });
  }
  return changed;
}

function withValue(
  fields: Fields,
  { steps: [step, ...deeper], value }: { readonly steps: readonly string[]; readonly value: Parameter },
): Fields {
  const { [step!]: before, ...others } = fields;
  if (deeper.length === 0) {
    return value === null ? others : { ...fields, [step!]: value };
  }
  const own = isFields(before) && !isOtherName(before, { steps: deeper, value }) ? before : {};
  const inner = withValue(own, { steps: deeper, value });
  return Object.keys(inner).length === 0 ? others : { ...fields, [step!]: inner };
}

function isOtherName(
  { name }: Fields,
  { steps, value }: { readonly steps: readonly string[]; readonly value: Parameter },
): boolean {
  return steps.length === 1 && steps[0] === 'name' && name !== value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
