import type { Variable } from '@tensorflow/tfjs-core';
import type { Penalty } from '../step/add-penalty.js';
import type { Trainable } from '../types.js';
import type { FitOptions } from './fit-options.js';

type ParameterGroup = NonNullable<FitOptions['parameterGroups']>[number];

/** What the variables that train now are updated with. */
export interface ParameterSettings {
  readonly learningRateScales: ReadonlyMap<Variable, number> | undefined;
  readonly weightDecays: ReadonlyMap<Variable, number>;
  /** Of the variables that have one. */
  readonly penalties: ReadonlyMap<Variable, Penalty>;
}

/**
 * Returns a function that gives the settings of the variables that a model trains now: those of the first group that matches a variable,
 * else those of the whole run.
 *
 * Penalties of the whole run are for variables of more than one axis, those of a group for all that it matches.
 *
 * @throws RangeError if a group is the first match of no variable of the model, frozen ones included, naming its place.
 */
export function parameterSettings(
  model: Trainable,
  { parameterGroups: groups = [], l1 = 0, l2 = 0 }: Pick<FitOptions, 'parameterGroups' | 'l1' | 'l2'>,
): () => ParameterSettings {
  const groupOf = new Map<Variable, ParameterGroup | undefined>();
  const findGroup = (variable: Variable): ParameterGroup | undefined => {
    if (!groupOf.has(variable)) {
      groupOf.set(
        variable,
        groups.find(({ match }) => match(variable)),
      );
    }
    return groupOf.get(variable);
  };
  const all = [...new Set([...(model.state ?? []), ...model.variables])];
  const matched = new Set(all.map(findGroup));
  const idle = groups.findIndex((group) => !matched.has(group));
  if (idle !== -1) {
    const earlier = idle === 0 ? '' : ' that none before it has';
    throw new RangeError(
      `parameterGroups[${idle}] must match a variable of the model${earlier}; it matches none of ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  return () => {
    const scales = new Map(model.learningRateScales ?? []);
    const weightDecays = new Map<Variable, number>();
    const penalties = new Map<Variable, Penalty>();
    for (const variable of model.variables) {
      const group = findGroup(variable);
      if (group?.learningRateScale !== undefined) {
        scales.set(variable, (scales.get(variable) ?? 1) * group.learningRateScale);
      }
      if (group?.weightDecay !== undefined) {
        weightDecays.set(variable, group.weightDecay);
      }
      const isKernel = variable.rank > 1;
      const penalty = { l1: group?.l1 ?? (isKernel ? l1 : 0), l2: group?.l2 ?? (isKernel ? l2 : 0) };
      if (penalty.l1 > 0 || penalty.l2 > 0) {
        penalties.set(variable, penalty);
      }
    }
    return { learningRateScales: scales, weightDecays, penalties };
  };
}
