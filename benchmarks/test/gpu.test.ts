import { describe, expect, it } from 'vitest';
import { type Adapter, gpuOfAdapter, gpuOfNvidiaSmi } from '../describe-gpu.js';
import { type Report, withRatios } from '../report.js';
import { summarize } from '../summarize.js';
import { toMarkdown } from '../to-markdown.js';
import { BENCHMARK, configuration, measured } from './support/measured.js';

const adapter: Adapter = {
  info: {
    vendor: 'nvidia',
    architecture: 'hopper',
    device: 'nvidia-h200',
    description: 'NVIDIA: 550.54.15 550.54.15.0',
  },
  features: new Set(['shader-f16', 'timestamp-query']),
};
const dawn = { runtime: 'Dawn, webgpu 0.6.2' };
const gpu = gpuOfAdapter(adapter, dawn);

function table(results: Report['results']): string[] {
  const machine = { processor: 'any', cores: 2, memoryGiB: 4, system: 'any', node: 'any' };
  const report = { machine, started: 'now', repeats: 5, rounds: 1, quick: false, results, absent: [] };
  return toMarkdown(report)
    .split('\n')
    .filter((line) => line.startsWith('|'));
}

describe('gpuOfAdapter', () => {
  it('takes the name, the driver and the features from the adapter', () => {
    expect(gpu).toEqual({
      name: 'nvidia-h200',
      vendor: 'nvidia',
      architecture: 'hopper',
      driver: 'NVIDIA: 550.54.15 550.54.15.0',
      runtime: 'Dawn, webgpu 0.6.2',
      isSoftware: false,
      shaderF16: true,
      timestampQuery: true,
    });
  });

  it('knows a driver that computes on the CPU, and an adapter that tells little', () => {
    const swiftShader = { ...adapter.info, device: 'swiftshader-device-subzero-' };
    expect(gpuOfAdapter({ ...adapter, info: swiftShader }, dawn)).toMatchObject({ isSoftware: true });
    const fallback = { ...adapter.info, isFallbackAdapter: true };
    expect(gpuOfAdapter({ ...adapter, info: fallback }, dawn)).toMatchObject({ isSoftware: true });
    const silent = { vendor: '', architecture: '', device: '', description: '' };
    expect(gpuOfAdapter({ info: silent, features: new Set() }, dawn)).toMatchObject({
      name: 'unknown',
      driver: 'unknown',
      shaderF16: false,
      timestampQuery: false,
    });
  });
});

describe('gpuOfNvidiaSmi', () => {
  it('takes the name and the version of the driver, once for equal GPUs', () => {
    expect(gpuOfNvidiaSmi('NVIDIA A100, 535.104.05\nNVIDIA A100, 535.104.05\n')).toMatchObject({
      name: 'NVIDIA A100',
      driver: '535.104.05',
      runtime: 'CUDA',
      timestampQuery: false,
    });
    expect(gpuOfNvidiaSmi('A, 1\nB, 1\n')).toMatchObject({ name: 'A or B', driver: '1' });
  });

  it('says unknown where nvidia-smi is missing', () => {
    expect(gpuOfNvidiaSmi('')).toMatchObject({ name: 'unknown', driver: 'unknown' });
  });
});

describe('summarize', () => {
  it('divides the mean time in kernels by the median step', () => {
    const result = summarize(measured([1, 4, 2], { gpu, kernelSeconds: [1, 2] }), {
      configuration: configuration('webgpu'),
      benchmark: BENCHMARK,
    });
    expect(result.gpu).toEqual(gpu);
    expect(result.kernels).toEqual({ secondsMean: 1.5, secondsSamples: [1, 2], share: 0.75 });
  });
});

describe('toMarkdown', () => {
  const row = (engine: 'wasm' | 'webgpu' | 'tensorflow', more: Parameters<typeof measured>[1] = {}) =>
    summarize(measured([2], more), { configuration: configuration(engine), benchmark: BENCHMARK });

  it('has no columns of GPUs if every engine ran on the CPU', () => {
    const [head, rule] = table(withRatios([row('wasm')]));
    expect(head).toBe(
      '| benchmark | engine | threads | median s | min .. max s | images or samples/s | stock cpu / this | this / PyTorch | this / Node | scikit-learn / this | 1 thread / this |',
    );
    expect(rule).toBe(`| --- | --- |${' ---: |'.repeat(9)}`);
  });

  it('says what each GPU is and how much of a step its kernels take, and leaves the cells of a CPU empty', () => {
    const software = { ...gpu, isSoftware: true, shaderF16: false, timestampQuery: false };
    const [head, rule, ...rows] = table(
      withRatios([
        row('tensorflow', { gpu: gpuOfNvidiaSmi('NVIDIA H200, 550.54.15') }),
        row('webgpu', { gpu, kernelSeconds: [1.5] }),
        row('webgpu', { gpu: software }),
        row('wasm'),
      ]),
    );
    expect(head).toMatch(/\| 1 thread \/ this \| GPU \| driver \| shader-f16 \| in kernels \|$/);
    expect(rule).toMatch(/ ---: \| --- \| --- \| ---: \| ---: \|$/);
    expect(rows[0]).toMatch(/\| NVIDIA H200 \| 550.54.15 \(CUDA\) \| no shaders \| no timestamps \|$/);
    expect(rows[1]).toMatch(
      /\| nvidia-h200, hopper \| NVIDIA: 550.54.15 550.54.15.0 \(Dawn, webgpu 0.6.2\) \| yes \| 75 % \|$/,
    );
    expect(rows[2]).toMatch(/\| nvidia-h200, hopper, computes on the CPU \| .* \| no \| no timestamps \|$/);
    expect(rows[3]).toMatch(/\| {2}\| {2}\| {2}\| {2}\|$/);
  });
});
