import { z } from 'zod';
import { nearestNames } from '../nearest-names.js';
import { recipeSchema } from './recipe-schema.js';

/** Says in one line what is wrong with a recipe: the setting, what was expected, and what came. */
export function describeIssue(issue: z.core.$ZodIssue, { recipe }: { readonly recipe: unknown }): string {
  const { path, ...deepest } = innermost(issue);
  const setting = path.length === 0 ? 'it' : path.join('.');
  if (deepest.code === 'unrecognized_keys') {
    const [key = ''] = deepest.keys;
    const known = settingsAt(recipeSchema, { path, value: recipe });
    const of = path.length === 0 ? '' : ` of ${setting}`;
    const nearest = known.length === 0 ? '' : `, the nearest are ${nearestNames(key, known).join(', ')}`;
    return `there is no setting "${key}"${of}${nearest}`;
  }
  const given = path.reduce<unknown>(valueAt, recipe);
  const received = given === undefined ? 'none' : JSON.stringify(given);
  if (deepest.code === 'invalid_union' && 'options' in deepest && Array.isArray(deepest.options)) {
    return `${setting} must be one of ${deepest.options.join(', ')}; received ${received}`;
  }
  return `${setting}: ${deepest.message.replace(/^(Too small|Too big|Invalid \w+): |, received \w+$/g, '')}; received ${received}`;
}

/** Of the ways in which no member of a union fits, the one that comes furthest. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) {
    return issue;
  }
  const tried = issue.errors.map(([first]) => innermost(first!));
  const furthest = tried.reduce((best, each) => (each.path.length > best.path.length ? each : best));
  return { ...furthest, path: [...issue.path, ...furthest.path] };
}

/** The names of the settings of a part of a recipe. */
function settingsAt(
  schema: z.core.$ZodType,
  { path, value }: { readonly path: readonly PropertyKey[]; readonly value: unknown },
): readonly string[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodExactOptional) {
    return settingsAt(schema.unwrap(), { path, value });
  }
  if (schema instanceof z.ZodUnion) {
    const name = valueAt(value, 'name');
    const isChosen = (option: z.core.$ZodType) =>
      !(option instanceof z.ZodObject && 'name' in option.shape) ||
      (option.shape.name as z.ZodType).safeParse(name).success;
    const [chosen = []] = schema.options
      .filter(isChosen)
      .map((option) => settingsAt(option, { path, value }))
      .filter((names) => names.length > 0);
    return chosen;
  }
  const [key, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    const names = Object.keys(schema.shape);
    const inner = { path: rest, value: valueAt(value, key ?? '') };
    return key === undefined ? names : settingsAt(schema.shape[String(key)], inner);
  }
  return schema instanceof z.ZodArray && key !== undefined
    ? settingsAt(schema.element, { path: rest, value: valueAt(value, key) })
    : [];
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
    : undefined;
}
