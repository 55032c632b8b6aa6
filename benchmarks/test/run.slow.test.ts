import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { registry } from '../registry.js';
import type { Report } from '../report.js';

const program = fileURLToPath(new URL('../run.ts', import.meta.url));

async function bench(...flags: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...flags]);
  return stdout;
}

describe('npm run bench', () => {
  it('runs every benchmark and prints JSON, in which the peer in Python has a result or a reason', async () => {
    const report = JSON.parse(
      await bench(
        '--quick',
        '--json',
        '--engines',
        'wasm,onnxruntime,pytorch,javascript,scikit-learn',
        '--threads',
        '1',
      ),
    ) as Report;

    expect(report).toMatchObject({ quick: true, repeats: 1 });
    expect(report.machine.node).toBe(process.version);
    expect(report.machine.cores).toBeGreaterThan(0);
    for (const { name } of registry) {
      const [engineOfOurs, engineOfPeer] = name.startsWith('metrics-')
        ? ['javascript', 'scikit-learn']
        : ['wasm', 'pytorch'];
      const ours = report.results.filter(
        ({ benchmark, engine }) => benchmark === name && engine === engineOfOurs,
      );
      expect(ours).toHaveLength(1);
      expect(ours[0]).toMatchObject({ threads: 1, batch: 2, measuredBatch: 2 });
      expect(ours[0]!.seconds.samples).toHaveLength(1);
      expect(ours[0]!.seconds.median).toBeGreaterThan(0);
      const native = report.results.filter(
        ({ benchmark, engine }) => benchmark === name && engine === 'onnxruntime',
      );
      // onnxruntime has no gradients and no metrics.
      expect(native).toHaveLength(name.includes('-train-') || name.startsWith('metrics-') ? 0 : 1);
      const peers = [...report.results, ...report.absent].filter(
        ({ benchmark, engine }) => benchmark === name && engine === engineOfPeer,
      );
      expect(peers).toHaveLength(1);
    }
    for (const { reason } of report.absent) {
      console.log(`not run: ${reason}`);
    }
  });

  it('prints a Markdown table of the engines that run, and says why others do not', async () => {
    const table = await bench(
      '--quick',
      '--engines',
      'stock-wasm,tensorflow',
      '--only',
      'gapnet-infer-299-b8',
    );
    expect(table).toMatch(/^\| gapnet-infer-299-b8 \| stock-wasm \| 1 \| [\d.]+ \|/m);
    // Without tfjs-node, the line says that it is not installed or does not load.
    expect(table).toMatch(/^\| gapnet-infer-299-b8 \| tensorflow \||^- not run: tensorflow: .*tfjs-node /m);
  });

  it('describes the GPU of webgpu, or the driver that stands in for one, and how much of a step its kernels take', async () => {
    const { results, absent } = JSON.parse(
      await bench('--quick', '--json', '--engines', 'webgpu', '--only', 'gapnet-infer-299-b8'),
    ) as Report;
    for (const { reason } of absent) {
      console.log(`not run: ${reason}`);
      expect(reason).toMatch(/^backend webgpu cannot start here: ./);
    }
    expect([...results, ...absent]).toHaveLength(1);
    for (const { gpu, kernels, threads } of results) {
      expect(threads).toBe(1);
      expect(gpu).toMatchObject({ runtime: expect.stringMatching(/^Dawn, webgpu \d/) });
      expect(gpu?.driver).toMatch(/./);
      expect(kernels !== undefined).toBe(gpu?.timestampQuery);
      expect(kernels?.secondsMean ?? 1).toBeGreaterThan(0);
    }
  });

  it('trains one image on jax-js, with as many parameters as our network, or says how to install it', async () => {
    const report = JSON.parse(
      await bench(
        '--quick',
        '--json',
        '--engines',
        'wasm,jax-js',
        '--threads',
        '1',
        '--only',
        'gapnet-train-128x128x4-b16',
      ),
    ) as Report;
    expect(report.results[0]).toMatchObject({ engine: 'wasm' });
    // The run itself fails if the numbers of parameters differ.
    for (const result of report.results.slice(1)) {
      expect(result).toMatchObject({ engine: 'jax-js', threads: 1, measuredBatch: 1 });
    }
    for (const { reason } of report.absent) {
      console.log(`not run: ${reason}`);
      expect(reason).toBe('@jax-js/jax is not installed; npm install --no-save @jax-js/jax');
    }
    expect([...report.results, ...report.absent]).toHaveLength(2);
  });

  it('takes the beginning of names for all that begin so', async () => {
    const output = await bench('--quick', '--json', '--engines', 'javascript', '--only', 'metrics-100k-28');
    const { results } = JSON.parse(output) as { results: { benchmark: string }[] };
    expect(results.map(({ benchmark }) => benchmark.slice('metrics-100k-28-'.length))).toEqual([
      'confusion',
      'macro-f1',
      'roc-auc',
      'average-precision',
    ]);
  });

  it('refuses unknown values of flags, and names the known ones', async () => {
    await expect(bench('--engines', 'cuda')).rejects.toThrow(/engines are tensorflow, webgpu, wasm/);
    await expect(bench('--repeats', '0')).rejects.toThrow(/integer of at least 1/);
    await expect(bench('--only', 'speed')).rejects.toThrow(/gapnet-train-128x128x4-b16/);
  });
});
