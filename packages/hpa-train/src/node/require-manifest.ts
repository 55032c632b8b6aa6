import {
  type CheckpointManifest,
  FORMAT_NAME,
  FORMAT_VERSION,
  parseSpelledOut,
  type StateWith,
  type TensorHeader,
} from './checkpoint-format.js';

/** A manifest whose every field was looked at, with its state read. */
export interface ReadManifest extends CheckpointManifest {
  readonly headers: StateWith<TensorHeader>;
}

/**
 * Returns a value, such as the parsed text of `checkpoint.json`, as a manifest. No memory is taken for tensors: their
 * shapes are compared with the length that the manifest gives first.
 *
 * @throws Error naming the first wrong field if there is one.
 */
export function requireManifest(value: unknown): ReadManifest {
  const manifest = requireRecord(value, 'the checkpoint');
  if (manifest.format !== FORMAT_NAME) {
    throw wrong('format', { expected: `"${FORMAT_NAME}"`, received: manifest.format });
  }
  if (manifest.version !== 1 && manifest.version !== FORMAT_VERSION) {
    throw wrong('version', { expected: `1 or ${FORMAT_VERSION}`, received: manifest.version });
  }
  const binary = requireRecord(manifest.binary, 'binary');
  if (typeof binary.file !== 'string' || !/^checkpoint(-[0-9a-f]{16})?\.bin$/.test(binary.file)) {
    throw wrong('binary.file', { expected: 'the name of a file of tensors', received: binary.file });
  }
  const bytes = requireWhole(binary.bytes, 'binary.bytes');
  if (typeof manifest.sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(manifest.sha256)) {
    throw wrong('sha256', { expected: '64 hexadecimal digits', received: manifest.sha256 });
  }
  if (manifest.identity !== undefined) {
    requireIdentity(manifest.identity);
  }
  if (manifest.engine !== undefined) {
    requireText(manifest.engine, 'engine');
  }
  requireRecord(manifest.state, 'state');
  const headers = requireState(parseSpelledOut(JSON.stringify(manifest.state)));
  const { weights, optimizer, bestWeights, averages } = headers;
  const tensors = [...weights, ...optimizer.slots, ...(bestWeights ?? []), ...(averages?.weights ?? [])];
  const described = tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  if (described !== bytes) {
    throw new Error(`binary.bytes must be the ${described} bytes of the tensors of state; received ${bytes}`);
  }
  return { ...(manifest as unknown as CheckpointManifest), headers };
}

function requireState(value: unknown): StateWith<TensorHeader> {
  const state = requireRecord(value, 'state');
  requireWhole(state.epoch, 'state.epoch');
  requireWhole(state.step, 'state.step');
  requireTensors(state.weights, 'state.weights');
  const optimizer = requireRecord(state.optimizer, 'state.optimizer');
  requireText(optimizer.name, 'state.optimizer.name');
  requireNumber(optimizer.learningRate, 'state.optimizer.learningRate');
  requireWhole(optimizer.step, 'state.optimizer.step');
  for (const [name, setting] of Object.entries(
    requireRecord(optimizer.settings, 'state.optimizer.settings'),
  )) {
    if (typeof setting !== 'number' && typeof setting !== 'boolean') {
      throw wrong(`state.optimizer.settings.${name}`, {
        expected: 'a number or a boolean',
        received: setting,
      });
    }
  }
  requireTensors(optimizer.slots, 'state.optimizer.slots');
  for (const [index, entry] of requireList(state.history, 'state.history').entries()) {
    requireEpoch(entry, `state.history[${index}]`);
  }
  if (state.best !== null) {
    const best = requireRecord(state.best, 'state.best');
    requireWhole(best.epoch, 'state.best.epoch');
    requireText(best.metric, 'state.best.metric');
    requireNumber(best.value, 'state.best.value');
  }
  if (state.bestWeights !== null) {
    requireTensors(state.bestWeights, 'state.bestWeights');
  }
  if (state.unfinishedEpoch !== undefined) {
    requireUnfinishedEpoch(state.unfinishedEpoch);
  }
  if (state.averages !== undefined) {
    const averages = requireRecord(state.averages, 'state.averages');
    requireNumber(averages.decay, 'state.averages.decay');
    requireTensors(averages.weights, 'state.averages.weights');
  }
  for (const [name, sizes] of Object.entries(requireRecord(state.microBatches ?? {}, 'state.microBatches'))) {
    const { whole, part } = requireRecord(sizes, `state.microBatches.${name}`);
    requireNumber(whole, `state.microBatches.${name}.whole`);
    requireNumber(part, `state.microBatches.${name}.part`);
  }
  return state as unknown as StateWith<TensorHeader>;
}

function requireUnfinishedEpoch(value: unknown): void {
  const epoch = requireRecord(value, 'state.unfinishedEpoch');
  for (const field of ['batches', 'samples', 'correctSum']) {
    requireWhole(epoch[field], `state.unfinishedEpoch.${field}`);
  }
  for (const field of ['lossSum', 'seconds']) {
    requireNumber(epoch[field], `state.unfinishedEpoch.${field}`);
  }
  if (epoch.microBatchSize !== null) {
    requireWhole(epoch.microBatchSize, 'state.unfinishedEpoch.microBatchSize');
  }
}

function requireEpoch(value: unknown, name: string): void {
  const record = requireRecord(value, name);
  requireWhole(record.epoch, `${name}.epoch`);
  for (const field of ['loss', 'accuracy', 'learningRate', 'seconds', 'imagesPerSecond']) {
    requireNumber(record[field], `${name}.${field}`);
  }
  if (record.microBatchSize !== undefined) {
    requireWhole(record.microBatchSize, `${name}.microBatchSize`);
  }
  if (record.validation !== undefined) {
    const validation = requireRecord(record.validation, `${name}.validation`);
    for (const [metric, score] of Object.entries({ loss: undefined, accuracy: undefined, ...validation })) {
      requireNumber(score, `${name}.validation.${metric}`);
    }
  }
}

function requireTensors(value: unknown, name: string): void {
  for (const [index, entry] of requireList(value, name).entries()) {
    const tensor = requireRecord(entry, `${name}[${index}]`);
    requireText(tensor.name, `${name}[${index}].name`);
    const shape = requireList(tensor.shape, `${name}[${index}].shape`);
    for (const length of shape) {
      requireWhole(length, `${name}[${index}].shape`);
    }
    if (!Number.isSafeInteger(4 * sizeOf(shape as number[]))) {
      throw wrong(`${name}[${index}].shape`, { expected: 'the shape of a tensor', received: shape });
    }
  }
}

function requireIdentity(value: unknown): void {
  for (const [name, setting] of Object.entries(requireRecord(value, 'identity'))) {
    if (setting !== null && !['string', 'number', 'boolean'].includes(typeof setting)) {
      throw wrong(`identity.${name}`, {
        expected: 'a string, a number, a boolean or null',
        received: setting,
      });
    }
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function requireRecord(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(name, { expected: 'an object', received: value });
  }
  return value as Record<string, unknown>;
}

function requireList(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) {
    throw wrong(name, { expected: 'a list', received: value });
  }
  return value;
}

function requireText(value: unknown, name: string): void {
  if (typeof value !== 'string') {
    throw wrong(name, { expected: 'a string', received: value });
  }
}

function requireNumber(value: unknown, name: string): void {
  if (typeof value !== 'number') {
    throw wrong(name, { expected: 'a number', received: value });
  }
}

function requireWhole(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw wrong(name, { expected: 'a whole number of at least 0', received: value });
  }
  return value as number;
}

function wrong(
  name: string,
  { expected, received }: { readonly expected: string; readonly received: unknown },
): Error {
  const text = JSON.stringify(received) ?? 'nothing';
  return new Error(
    `${name} must be ${expected}; received ${text.length > 80 ? `${text.slice(0, 80)}...` : text}`,
  );
}
