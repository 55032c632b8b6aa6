/** A change of one setting of the recipe of a model, as a command line says it: `gapnet-pl.optimizer.momentum=0.9`. */
export interface SettingChange {
  readonly model: string;
  /** From the recipe down to the setting. */
  readonly path: readonly string[];
  /** A JSON value, or a word as it is. */
  readonly value: unknown;
}

/**
 * Parses a change of one setting.
 *
 * @returns undefined if the text is not of the form MODEL.KEY=VALUE.
 */
export function parseChange(text: string): SettingChange | undefined {
  const equals = text.indexOf('=');
  const [model = '', ...path] = text.slice(0, Math.max(equals, 0)).split('.');
  if (model === '' || path.length === 0 || path.includes('')) {
    return undefined;
  }
  return { model, path, value: parseValue(text.slice(equals + 1)) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON knows no .5 and no 1. for numbers.
    return /^[+-]?[\d.]/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
  }
}

/**
 * Returns a recipe with one setting changed; whoever takes the last of several changes must check it. Another name of an optimizer, a
 * schedule or a loss comes without the settings of the one before.
 */
export function changeSetting(
  recipe: unknown,
  { path, value }: Pick<SettingChange, 'path' | 'value'>,
): unknown {
  const changed = structuredClone(recipe) as Record<string, unknown>;
  const inner = path.slice(0, -1);
  let at = changed;
  for (const key of inner) {
    const next = Object.hasOwn(at, key) ? at[key] : undefined;
    if (typeof next !== 'object' || next === null) {
      // A word stands for a choice without settings, which is to have some now.
      define(at, key, typeof next === 'string' ? { name: next } : {});
    }
    at = at[key] as Record<string, unknown>;
  }
  const key = path.at(-1)!;
  if (inner.length > 0 && key === 'name' && at.name !== value) {
    for (const setting of Object.keys(at)) {
      delete at[setting];
    }
  }
  define(at, key, value);
  return changed;
}

/** Sets a property of its own even where the name is that of one of all objects. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
