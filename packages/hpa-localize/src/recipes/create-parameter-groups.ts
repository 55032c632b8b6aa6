import type { Classifier } from '@hpa/models';
import type { FitOptions } from '@hpa/train';
import type { Variable } from '@tensorflow/tfjs-core';
import type { Recipe } from './recipe-schema.js';

/**
 * Makes the groups of variables that a recipe asks for. Names are those of the layers, such as `conv1/kernel`, which TensorFlow.js
 * numbers if a process builds several networks.
 *
 * @throws RangeError if a group matches no variable of the network, which has its weights.
 */
export function createParameterGroups(
  { parameterGroups = [] }: Pick<Recipe, 'parameterGroups'>,
  { network, state }: Pick<Classifier, 'network' | 'state'>,
): NonNullable<FitOptions['parameterGroups']> {
  const weights = network.layers.flatMap((layer) => layer.weights);
  const names = new Map<Variable, string>(
    weights.flatMap(({ originalName }, index) => {
      const variable = state[index];
      return variable === undefined ? [] : [[variable, originalName] as const];
    }),
  );
  return parameterGroups.map(({ match: pattern, ...settings }, index) => {
    const expression = new RegExp(pattern);
    if (names.size > 0 && ![...names.values()].some((name) => expression.test(name))) {
      throw new RangeError(
        `parameterGroups.${index}.match: ${pattern} matches no variable; there are ${[...names.values()].join(', ')}`,
      );
    }
    return { ...settings, match: (variable) => expression.test(names.get(variable) ?? '') };
  });
}
