import { isRecord } from '../is-record.js';
import { isLevels } from '../network/require-levels.js';
import { MAXIMUM_CLASSES } from '../network/require-settings.js';
import { shown } from '../shown.js';
import type { ModelCard } from '../types.js';

/**
 * Checks that a value has the form of a model card. The builder of the architecture checks the values.
 *
 * @throws Error if it does not; the message names the field, what was expected and what was found
 */
export function parseModelCard(value: unknown): ModelCard {
  if (!isRecord(value)) {
    throw new Error(`model card: expected an object; found ${shown(value)}`);
  }
  const expect = (field: keyof ModelCard, holds: boolean, expected: string) => {
    if (!holds) {
      throw new Error(`model card: ${field} must be ${expected}; found ${shown(value[field])}`);
    }
  };

  expect('version', value.version === 2, '2, the only version that this library reads');
  for (const field of ['name', 'architecture', 'provenance'] as const) {
    expect(field, typeof value[field] === 'string', 'a string');
  }
  const { input, classes, task, parameters, options } = value;
  expect(
    'input',
    isInputSpec(input),
    "{ height, width, channels, normalization, levels? }, where levels is 'bit-depth', 'percentile' or two numbers",
  );
  expect('task', task === 'single-label' || task === 'multi-label', "'single-label' or 'multi-label'");
  expect('classes', Array.isArray(classes) && classes.every(isClassLabel), 'a list of { id, name }');
  if ((classes as unknown[]).length > MAXIMUM_CLASSES) {
    throw new Error(
      `model card: classes must be at most ${MAXIMUM_CLASSES}; found ${(classes as unknown[]).length}`,
    );
  }
  const classCount = (classes as unknown[]).length;
  const { thresholds, temperature } = value;
  if (thresholds !== undefined) {
    expect('thresholds', task === 'multi-label', "absent where the task is 'single-label'");
    expect(
      'thresholds',
      isListOf(thresholds, { lengths: [classCount], holds: (number) => number > 0 && number <= 1 }),
      `${classCount} numbers in (0, 1], one per class`,
    );
  }
  if (temperature !== undefined) {
    const perClass = task === 'multi-label';
    expect(
      'temperature',
      isListOf(temperature, {
        lengths: perClass ? [1, classCount] : [1],
        holds: (number) => number > 0 && number < Number.POSITIVE_INFINITY,
      }),
      perClass ? `one positive number, or ${classCount}, one per class` : 'a list of one positive number',
    );
  }
  expect('parameters', Number.isInteger(parameters), 'an integer');
  expect('options', isRecord(options), 'an object');
  return value as unknown as ModelCard;
}

function isListOf(
  value: unknown,
  { lengths, holds }: { readonly lengths: readonly number[]; holds(number: number): boolean },
): boolean {
  return (
    Array.isArray(value) &&
    lengths.includes(value.length) &&
    value.every((number) => typeof number === 'number' && holds(number))
  );
}

function isInputSpec(value: unknown): boolean {
  return (
    isRecord(value) &&
    Number.isInteger(value.height) &&
    Number.isInteger(value.width) &&
    Array.isArray(value.channels) &&
    value.channels.every((channel) => typeof channel === 'string') &&
    typeof value.normalization === 'string' &&
    (value.levels === undefined || isLevels(value.levels))
  );
}

function isClassLabel(value: unknown): boolean {
  return isRecord(value) && Number.isSafeInteger(value.id) && typeof value.name === 'string';
}
