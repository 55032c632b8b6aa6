import { ADAMW_WEIGHT_DECAY } from './default-space.js';
import { valueAt } from './recipe-paths.js';
import type { Parameter, SearchSpace } from './schema/space-schema.js';

/** What a recipe that does not say it has: training and networks have defaults of their own. */
const DEFAULTS: Readonly<Record<string, Parameter>> = {
  'schedule.warmUp': 0,
  'loss.labelSmoothing': 0,
  'optimizer.weightDecay': ADAMW_WEIGHT_DECAY,
};

/**
 * The point of a space that is a recipe as it stands, for a search to begin with. A key that the recipe does not have is null there,
 * or what training and network then take.
 *
 * @returns The point, or why the recipe is none of the space.
 */
export function knownGoodPoint(
  recipe: object,
  {
    space,
    networkOptions,
  }: {
    readonly space: SearchSpace;
    /** The options of the network as the recipe builds it. */
    readonly networkOptions: Readonly<Record<string, unknown>>;
  },
):
  | { readonly parameters: Readonly<Record<string, Parameter>> }
  | { readonly parameters: null; readonly reason: string } {
  const parameters: Record<string, Parameter> = {};
  for (const [key, dimension] of Object.entries(space)) {
    if (dimension.kind === 'conditional' && !isMet(dimension, parameters)) {
      continue;
    }
    const value = (valueAt(recipe, key) ??
      valueAt({ options: networkOptions }, key) ??
      DEFAULTS[key] ??
      null) as Parameter;
    const plain = dimension.kind === 'conditional' ? dimension.dimension : dimension;
    if (!isIn(plain, value)) {
      const values =
        plain.kind === 'choice' ? plain.values.map(shown).join(', ') : `[${plain.low}, ${plain.high}]`;
      return { parameters: null, reason: `its ${key} is ${shown(value)}, the space has ${values}` };
    }
    parameters[key] = value;
  }
  return { parameters };
}

type Plain = Exclude<SearchSpace[string], { readonly kind: 'conditional' }>;
type Conditional = Extract<SearchSpace[string], { readonly kind: 'conditional' }>;

function isMet({ on, values }: Conditional, parameters: Readonly<Record<string, Parameter>>): boolean {
  const value = parameters[on];
  return value !== undefined && values.includes(value);
}

function isIn(dimension: Plain, value: Parameter): boolean {
  if (dimension.kind === 'choice') {
    return dimension.values.includes(value);
  }
  return (
    typeof value === 'number' &&
    value >= dimension.low &&
    value <= dimension.high &&
    (dimension.kind !== 'integer' || Number.isSafeInteger(value))
  );
}

function shown(value: unknown): string {
  return value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
