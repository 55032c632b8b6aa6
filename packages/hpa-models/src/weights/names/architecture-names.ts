import { gapNetPlNames } from './gap-net-pl-names.js';
import { inceptionV3Names } from './inception-v3-names.js';
import { mapEach, type NameMapping } from './name-mapping.js';
import { torchvisionDenseNetNames, torchvisionResNetNames } from './torchvision-names.js';

/** Returns the name mapping of an architecture. It translates the names of its published weights and keeps all others. */
export function architectureNames(architecture: string): NameMapping {
  return MAPPINGS.get(architecture) ?? SAME_NAMES;
}

const MAPPINGS: ReadonlyMap<string, NameMapping> = new Map([
  ['inception-v3', inceptionV3Names],
  ['resnet-18', torchvisionResNetNames],
  ['resnet-50', torchvisionResNetNames],
  ['densenet-121', torchvisionDenseNetNames],
  ['gapnet-pl', gapNetPlNames],
]);

const SAME_NAMES = mapEach((name) => name);
