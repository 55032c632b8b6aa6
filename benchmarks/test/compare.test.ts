import { describe, expect, it } from 'vitest';
import { compare } from '../compare.js';
import type { Configuration, Measured } from '../configuration.js';
import { plan } from '../plan.js';
import { registry } from '../registry.js';
import { requireEqualParameters } from '../require-equal-parameters.js';
import { type Result, summarize } from '../summarize.js';

const benchmark = { ...registry[0]!, batch: 16 };
const options = { threads: [1, 'all', 1], repeats: 3, stockBatch: 2, quick: false } as const;

function result(engine: Result['engine'], seconds: readonly number[], threads = 1): Result {
  const configuration: Configuration = {
    benchmark: benchmark.name,
    engine,
    threads,
    batch: engine === 'stock-cpu' ? 2 : 16,
    repeats: seconds.length,
    warmUpSeconds: 8,
    quick: false,
  };
  const measured: Measured = {
    device: 'x',
    threads,
    version: '1',
    parameters: { total: 10, trainable: 8 },
    seconds,
  };
  return summarize(measured, { configuration, benchmark });
}

describe('summarize', () => {
  it('takes the median of an odd and of an even number of steps', () => {
    expect(result('wasm', [3, 1, 2]).seconds).toEqual({
      median: 2,
      minimum: 1,
      maximum: 3,
      samples: [3, 1, 2],
    });
    expect(result('wasm', [4, 1, 2, 8]).seconds.median).toBe(3);
    expect(result('wasm', [2]).imagesPerSecond).toBe(8);
  });

  it('scales a step of 2 images to the 16 of the benchmark', () => {
    expect(result('stock-cpu', [10])).toMatchObject({ batch: 16, measuredBatch: 2, seconds: { median: 80 } });
  });
});

describe('compare', () => {
  const results = [
    result('wasm', [4]),
    result('wasm', [2], 2),
    result('stock-cpu', [10]),
    result('pytorch', [1], 2),
    result('wasm-chromium', [3], 2),
  ];

  it('divides by the stock backend, by PyTorch on as many threads and by one thread', () => {
    expect(compare(results[1]!, results)).toEqual({
      stockCpuOverThis: 40,
      thisOverPytorch: 2,
      oneThreadOverThis: 2,
    });
  });

  it('divides what ran in a browser by what ran in Node, on as many threads', () => {
    expect(compare(results[4]!, results)).toMatchObject({ thisOverNode: 1.5, thisOverPytorch: 3 });
    expect(compare(results[1]!, results)).not.toHaveProperty('thisOverNode');
  });

  it('leaves out a ratio if the other result was not measured', () => {
    expect(compare(results[0]!, results)).toEqual({ stockCpuOverThis: 20 });
  });
});

describe('requireEqualParameters', () => {
  it('names the engine that ran a different network', () => {
    const other = { ...result('pytorch', [1]), parameters: { total: 11, trainable: 8 } };
    expect(() => requireEqualParameters([result('wasm', [1]), result('stock-cpu', [1])])).not.toThrow();
    expect(() => requireEqualParameters([result('wasm', [1]), other])).toThrow(
      'wasm runs 10 parameters (8 trainable), but pytorch runs 11 parameters (8 trainable)',
    );
  });
});

describe('plan', () => {
  it('lists each number of threads once, for engines with such a setting', () => {
    const [first, ...others] = plan(benchmark, { ...options, engines: ['wasm'], threads: [3, 3] });
    expect(first).toMatchObject({ engine: 'wasm', threads: 3, batch: 16, repeats: 3, warmUpSeconds: 8 });
    expect(others).toEqual([]);
  });

  it('runs one small step on the stock cpu backend', () => {
    expect(plan(benchmark, { ...options, engines: ['stock-cpu'] })).toEqual([
      {
        benchmark: benchmark.name,
        engine: 'stock-cpu',
        threads: undefined,
        batch: 2,
        repeats: 1,
        warmUpSeconds: 0,
        quick: false,
      },
    ]);
  });

  it('runs one small step on jax-js too, after those in which it compiles, and only where GapNet is trained', () => {
    expect(plan(benchmark, { ...options, engines: ['jax-js'] })).toEqual([
      {
        benchmark: benchmark.name,
        engine: 'jax-js',
        threads: undefined,
        batch: 2,
        repeats: 1,
        warmUpSeconds: 8,
        quick: false,
      },
    ]);
    const names = registry.filter(({ engines }) => engines.includes('jax-js')).map(({ name }) => name);
    expect(names).toEqual([
      'gapnet-train-128x128x4-b16',
      'gapnet-train-299x299x3-b16',
      'gapnet-multi-label-train-128x128x4-b16',
    ]);
  });
});
