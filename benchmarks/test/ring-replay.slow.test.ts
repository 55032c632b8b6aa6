import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../ring-replay.ts', import.meta.url));

async function replay(...flags: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...flags]);
  return stdout;
}

describe('ring-replay', () => {
  const quick = ['--quick', '--only', 'gapnet-train-128x128x4-b16', '--threads', '2,16'];

  it('predicts a step on each number of threads, and measures those that there are cores for', async () => {
    const { scalings } = JSON.parse(await replay(...quick, '--json'));
    expect(scalings).toHaveLength(1);
    const [{ jobs, rows, alone, losses, of }] = scalings;
    expect(jobs).toBeGreaterThan(100);
    expect(of).toBe(16);
    expect(rows.map(({ threads }: { threads: number }) => threads)).toEqual([1, 2, 16]);
    for (const { threads, predictedMilliseconds, measuredMilliseconds, activities } of rows) {
      expect(predictedMilliseconds).toBeGreaterThan(0);
      expect(measuredMilliseconds !== undefined).toBe(threads <= availableParallelism());
      const shares = Object.values<number>(activities).reduce((sum, share) => sum + share, 0);
      expect(shares).toBeCloseTo(1, 9);
    }
    expect(Object.keys(alone)).toEqual(['calling', 'units', 'ranges', 'ring']);
    expect(losses.length).toBeGreaterThan(10);
  });

  it('prints tables', async () => {
    const text = await replay(...quick);
    expect(text).toMatch(/^## gapnet-train-128x128x4-b16$/m);
    expect(text).toMatch(/^\| 16 \| [\d.]+ \| [\d.]+ \|/m);
    expect(text).toMatch(/^\| JavaScript, and kernels of tfjs-backend-wasm \| [\d.]+ \|$/m);
  });

  it('refuses unknown benchmarks and numbers', async () => {
    await expect(replay('--only', 'speed')).rejects.toThrow(/gapnet-train-128x128x4-b16/);
    await expect(replay('--threads', '0')).rejects.toThrow(/integer of at least 1/);
  });
});
