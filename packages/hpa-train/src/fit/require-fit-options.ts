import type { Callback } from '../callbacks/callback.js';
import { describeValue } from '../describe-value.js';
import { requireLoss } from '../losses/require-loss.js';
import { requireSomeWeight } from '../losses/require-some-weight.js';
import { requireMemoryLimits } from '../memory/memory-limits.js';
import { requireOptimizer } from '../optimizers/require-optimizer.js';
import { requireCount, requireFraction, requireNonNegative, requirePositive } from '../require-number.js';
import { requireFunction, requireOptions, requireSignal } from '../require-options.js';
import type { FitOptions } from './fit-options.js';

const KNOWN_OPTIONS: Readonly<Record<keyof FitOptions, true>> = {
  optimizer: true,
  epochs: true,
  loss: true,
  task: true,
  l1: true,
  l2: true,
  validation: true,
  classWeights: true,
  metrics: true,
  monitor: true,
  restoreBest: true,
  clipValue: true,
  clipNorm: true,
  ema: true,
  parameterGroups: true,
  memoryLimits: true,
  schedule: true,
  beforeEpoch: true,
  signal: true,
  callbacks: true,
  resumeFrom: true,
};

/** The metrics that every epoch has. */
export const BUILT_IN_METRICS: readonly string[] = ['loss', 'accuracy'];

/**
 * Returns the options of fit() if they are valid and do not contradict each other.
 *
 * @throws RangeError if a number or a name is out of range; TypeError if an option is unknown or of another kind, or options
 * contradict each other.
 */
export function requireFitOptions(options: FitOptions): FitOptions {
  const { classWeights, metrics, memoryLimits } = options;
  requireOptions(options, { of: 'fit', known: KNOWN_OPTIONS });
  requireOptimizer(options.optimizer);
  requireCount(options.epochs, { name: 'epochs' });
  requireLoss(options.loss);
  for (const name of ['l1', 'l2'] as const) {
    requireNonNegative(options[name] ?? 0, { name });
  }
  requireSignal(options.signal);
  for (const name of ['schedule', 'beforeEpoch'] as const) {
    requireFunction(options[name], { name });
  }
  if (metrics !== undefined && (typeof metrics !== 'object' || Array.isArray(metrics))) {
    throw new TypeError(
      `metrics must be an object of functions by name, such as { macroF1 }; received ${describeValue(metrics)}`,
    );
  }
  for (const [name, metric] of Object.entries(metrics ?? {})) {
    requireFunction(metric, { name: `metrics.${name}` });
  }
  if (classWeights !== undefined && !Array.isArray(classWeights)) {
    throw new TypeError(
      `classWeights must be an array, one weight per class; received ${describeValue(classWeights)}`,
    );
  }
  for (const name of ['clipValue', 'clipNorm'] as const) {
    if (options[name] !== undefined) {
      requirePositive(options[name], { name });
    }
  }
  if (memoryLimits !== undefined) {
    requireMemoryLimits(memoryLimits, { name: 'memoryLimits' });
  }
  for (const [index, weight] of (classWeights ?? []).entries()) {
    requireNonNegative(weight, { name: `classWeights[${index}]` });
  }
  if (classWeights !== undefined) {
    requireSomeWeight(classWeights);
  }
  requireAverages(options.ema);
  requireParameterGroups(options);
  requireCallbacks(options.callbacks);
  requireMonitor(options);
  return options;
}

function requireMonitor({ metrics, validation, monitor }: FitOptions): void {
  if (metrics !== undefined && validation === undefined) {
    throw new TypeError('validation must be given if metrics are, which are computed on it; received none');
  }
  const reserved = Object.keys(metrics ?? {}).find((name) => BUILT_IN_METRICS.includes(name));
  if (reserved !== undefined) {
    throw new RangeError(`metrics must not be named ${BUILT_IN_METRICS.join(' or ')}; received ${reserved}`);
  }
  if (monitor === undefined) {
    return;
  }
  if (typeof monitor !== 'object' || monitor === null) {
    throw new TypeError(
      `monitor must be an object such as { metric: 'loss', mode: 'min' }; received ${describeValue(monitor)}`,
    );
  }
  const known = [...BUILT_IN_METRICS, ...Object.keys(metrics ?? {})];
  if (!known.includes(monitor.metric)) {
    throw new RangeError(`metric must be one of ${known.join(', ')}; received ${monitor.metric}`);
  }
  if (monitor.mode !== 'min' && monitor.mode !== 'max') {
    throw new RangeError(`mode must be 'min' or 'max'; received ${String(monitor.mode)}`);
  }
}

function requireAverages(ema: FitOptions['ema']): void {
  if (ema !== undefined) {
    requireMembers(ema, { name: 'ema', known: { decay: true } });
    requireFraction(ema.decay, { name: 'ema.decay' });
  }
}

const GROUP_OPTIONS = {
  match: true,
  learningRateScale: true,
  weightDecay: true,
  l1: true,
  l2: true,
} as const;

function requireParameterGroups({ parameterGroups = [], optimizer }: FitOptions): void {
  if (!Array.isArray(parameterGroups)) {
    throw new TypeError(`parameterGroups must be an array; received ${describeValue(parameterGroups)}`);
  }
  for (const [index, group] of parameterGroups.entries()) {
    const name = `parameterGroups[${index}]`;
    requireMembers(group, { name, known: GROUP_OPTIONS });
    if (typeof group.match !== 'function') {
      throw new TypeError(
        `${name}.match must be a function of a variable; received ${describeValue(group.match)}`,
      );
    }
    for (const setting of ['learningRateScale', 'weightDecay', 'l1', 'l2'] as const) {
      requireNonNegative(group[setting] ?? 0, { name: `${name}.${setting}` });
    }
    if (group.weightDecay !== undefined && optimizer.settings.weightDecay === undefined) {
      throw new TypeError(
        `${name}.weightDecay needs an optimizer that has one, such as adamw(); received ${optimizer.name}`,
      );
    }
  }
}

const CALLBACK_MEMBERS: Readonly<Record<keyof Callback, true>> = {
  name: true,
  onStart: true,
  onStep: true,
  onEpoch: true,
  onDiverged: true,
  onEnd: true,
};

function requireCallbacks(callbacks: FitOptions['callbacks'] = []): void {
  if (!Array.isArray(callbacks)) {
    throw new TypeError(`callbacks must be an array; received ${describeValue(callbacks)}`);
  }
  for (const [index, callback] of callbacks.entries()) {
    requireMembers(callback, { name: `callbacks[${index}]`, known: CALLBACK_MEMBERS });
    const { name, ...listeners }: Callback = callback;
    if (name !== undefined && typeof name !== 'string') {
      throw new TypeError(`callbacks[${index}].name must be a text; received ${describeValue(name)}`);
    }
    for (const [member, listener] of Object.entries(listeners)) {
      requireFunction(listener, { name: `callbacks[${index}].${member}` });
    }
  }
}

/** Requires an object that has no members but these. */
function requireMembers(
  value: object,
  { name, known }: { readonly name: string; readonly known: Readonly<Record<string, true>> },
): void {
  const names = Object.keys(known);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(
      `${name} must be an object with members of ${names.join(', ')}; received ${describeValue(value)}`,
    );
  }
  const unknown = Object.keys(value).find((member) => !Object.hasOwn(known, member));
  if (unknown !== undefined) {
    throw new TypeError(`${name} has no member ${unknown}; it has ${names.join(', ')}`);
  }
}
