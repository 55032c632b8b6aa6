import { gapNetPlNames } from './gap-net-pl-names.js';
import { inceptionV3Names } from './inception-v3-names.js';
import type { NameMapping } from './name-mapping.js';

/** The name mapping of an architecture: it knows the names of its published weights and leaves its own as they are. */
export function defaultNames(architecture: string): NameMapping {
  return MAPPINGS.get(architecture) ?? sameNames;
}

const MAPPINGS: ReadonlyMap<string, NameMapping> = new Map([
  ['inception-v3', inceptionV3Names],
  ['gapnet-pl', gapNetPlNames],
]);

const sameNames: NameMapping = (stored) => new Map(stored.map((name) => [name, name]));
