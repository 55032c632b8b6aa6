import { engine, memory, reshape, tensor1d, type Variable, variable } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendName, StartedBackend } from '../src/engines/engine.js';
import { startBackend } from '../src/engines/start-backend.js';

const webgpu = await startBackend('webgpu').catch(({ message }: Error) => message);
if (typeof webgpu === 'string') {
  console.log(`not tested on webgpu: ${webgpu}`);
} else {
  webgpu.dispose();
}
const ENGINES: readonly BackendName[] = typeof webgpu === 'string' ? ['wasm'] : ['wasm', 'webgpu'];

describe.each(ENGINES)('an update in place on %s', (name) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend(name);
  });
  afterAll(() => started.dispose());

  const update = (weights: Variable, velocity: Variable) =>
    engine().runKernel(
      'HpaMomentum',
      { variable0: weights, gradient0: tensor1d([1, 1]), velocity0: velocity },
      { learningRates: [1], momentum: 0.5, nesterov: false },
    );

  it('leaves clones, reshapes and the initial value as they were', async () => {
    const initial = tensor1d([1, 2]);
    const weights = variable(initial);
    const velocity = variable(tensor1d([0, 0]));
    const [clone, column] = [weights.clone(), reshape(weights, [2, 1])];
    update(weights, velocity);
    expect([...(await weights.data())]).toEqual([0, 1]);
    for (const old of [initial, clone, column]) {
      expect([...(await old.data())]).toEqual([1, 2]);
    }
    update(weights, velocity);
    expect([...(await weights.data())]).toEqual([-1.5, -0.5]);
    expect([...(await column.data())]).toEqual([1, 2]);
  });

  it('stays in its memory and allocates none if nothing shares it', async () => {
    const start = tensor1d([1, 2]);
    const weights = variable(start);
    start.dispose();
    const place = weights.dataId;
    const zero = tensor1d([0, 0]);
    const velocity = variable(zero);
    zero.dispose();
    engine().startScope();
    update(weights, velocity);
    engine().endScope();
    const before = memory();
    for (let i = 0; i < 5; i++) {
      engine().startScope();
      update(weights, velocity);
      engine().endScope();
    }
    expect(weights.dataId).toBe(place);
    expect(memory().numBytes).toBe(before.numBytes);
    expect(memory().numTensors).toBe(before.numTensors);
  });

  it('throws if a tensor that shares its memory is not a variable', () => {
    const weights = tensor1d([1, 2]);
    const clone = weights.clone();
    expect(() => update(weights as unknown as Variable, variable(tensor1d([0, 0])))).toThrow(
      'a tensor that shares its memory cannot be updated in place; pass a Variable',
    );
    clone.dispose();
  });
});
