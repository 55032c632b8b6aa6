import { changeSetting } from '../recipes/change-setting.js';
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
    const steps = path.split('.');
    changed =
      value === null ? without(changed, steps) : (changeSetting(changed, { path: steps, value }) as Fields);
  }
  return changed;
}

function without(fields: Fields, [step, ...deeper]: readonly string[]): Fields {
  const { [step!]: before, ...others } = fields;
  const inner = deeper.length > 0 && isFields(before) ? without(before, deeper) : {};
  return Object.keys(inner).length === 0 ? others : { ...fields, [step!]: inner };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
