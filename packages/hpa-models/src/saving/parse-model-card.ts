import { isRecord } from '../is-record.js';
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
  expect('input', isInputSpec(input), '{ height, width, channels, normalization }');
  expect('task', task === 'single-label', "'single-label'");
  expect('classes', Array.isArray(classes) && classes.every(isClassLabel), 'a list of { id, name }');
  if ((classes as unknown[]).length > MAXIMUM_CLASSES) {
    throw new Error(
      `model card: classes must be at most ${MAXIMUM_CLASSES}; found ${(classes as unknown[]).length}`,
    );
  }
  expect('parameters', Number.isInteger(parameters), 'an integer');
  expect('options', isRecord(options), 'an object');
  return value as unknown as ModelCard;
}

function isInputSpec(value: unknown): boolean {
  return (
    isRecord(value) &&
    Number.isInteger(value.height) &&
    Number.isInteger(value.width) &&
    Array.isArray(value.channels) &&
    value.channels.every((channel) => typeof channel === 'string') &&
    typeof value.normalization === 'string'
  );
}

function isClassLabel(value: unknown): boolean {
  return isRecord(value) && Number.isSafeInteger(value.id) && typeof value.name === 'string';
}
