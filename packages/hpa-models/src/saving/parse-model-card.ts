import type { ModelCard } from '../types.js';

/**
 * Checks that a value read from outside has the form of a model card; the builder checks the values themselves.
 *
 * @throws Error naming the field, what was expected and what was found
 */
export function parseModelCard(value: unknown): ModelCard {
  if (!isRecord(value)) {
    throw new Error(`model card: expected an object; found ${JSON.stringify(value)}`);
  }
  const expect = (field: keyof ModelCard, holds: boolean, expected: string) => {
    if (!holds) {
      throw new Error(`model card: ${field} must be ${expected}; found ${JSON.stringify(value[field])}`);
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
  return isRecord(value) && Number.isInteger(value.id) && typeof value.name === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
