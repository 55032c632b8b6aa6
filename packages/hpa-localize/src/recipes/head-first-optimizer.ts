import type { Optimizer } from '@hpa/train';

/**
 * Makes one optimizer of two: the first updates for some steps, the second from then on, as if it began there. Slots of both are kept
 * all the time, so that a checkpoint of either phase fits.
 */
export function headFirstOptimizer(
  first: Optimizer,
  {
    rest: second,
    steps,
  }: {
    /** What updates after the first. */
    readonly rest: Optimizer;
    /** How many updates the first makes. */
    readonly steps: number;
  },
): Optimizer {
  const both = [first, second] as const;
  const current = (): Optimizer => (first.step < steps ? first : second);
  const name = `${first.name}, then ${second.name}`;
  return {
    name,
    settings: { steps, ...prefixed(first.settings, 'first'), ...prefixed(second.settings, 'rest') },
    get learningRate() {
      return current().learningRate;
    },
    set learningRate(rate) {
      current().learningRate = rate;
    },
    get step() {
      return first.step + second.step;
    },
    set step(step) {
      first.step = Math.min(step, steps);
      second.step = Math.max(0, step - steps);
    },
    slots: (variable) => ({
      ...prefixed(first.slots(variable), 'first'),
      ...prefixed(second.slots(variable), 'rest'),
    }),
    apply: (gradients, variables, options) => current().apply(gradients, variables, options),
    dispose() {
      for (const optimizer of both) {
        optimizer.dispose();
      }
    },
  };
}

function prefixed<Value>(values: Readonly<Record<string, Value>>, prefix: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix} ${name}`, value]));
}
