import { describe, expect, it } from 'vitest';
import type { EngineName } from '../benchmark.js';
import type { Configuration, Measured } from '../configuration.js';
import { measureInTurns } from '../measure-in-turns.js';

const configuration = (engine: EngineName): Configuration => ({
  benchmark: 'any',
  engine,
  threads: 1,
  batch: 2,
  repeats: 1,
  warmUpSeconds: 0,
  quick: false,
});

describe('measureInTurns', () => {
  it('takes turns, joins the steps of all rounds, and asks slow and absent engines only once', async () => {
    const asked: EngineName[] = [];
    const measure = async ({ engine }: Configuration): Promise<Measured> => {
      asked.push(engine);
      if (engine === 'pytorch') {
        throw new Error('no torch');
      }
      const parameters = { total: 1, trainable: 1 };
      return { device: 'any', threads: 1, version: '1', parameters, seconds: [asked.length] };
    };
    const engines: EngineName[] = ['wasm', 'pytorch', 'stock-cpu', 'stock-wasm'];
    const outcomes = await measureInTurns(engines.map(configuration), { rounds: 3, measure });
    expect(asked).toEqual([...engines, 'wasm', 'stock-wasm', 'wasm', 'stock-wasm']);
    expect(outcomes.map(({ measured, reason }) => measured?.seconds ?? reason)).toEqual([
      [1, 5, 7],
      'no torch',
      [3],
      [4, 6, 8],
    ]);
  });

  it('joins the times in kernels of all rounds', async () => {
    const measure = async (): Promise<Measured> => ({
      device: 'any',
      threads: 1,
      version: '1',
      parameters: { total: 1, trainable: 1 },
      seconds: [3],
      kernelSeconds: [1, 2],
    });
    const [outcome] = await measureInTurns([configuration('webgpu')], { rounds: 2, measure });
    expect(outcome?.measured).toMatchObject({ seconds: [3, 3], kernelSeconds: [1, 2, 1, 2] });
  });
});
