import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { expect, it, vi } from 'vitest';
import { listModels } from '../src/index.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const [, example] = readme.match(/```ts\n([\s\S]+?)```/)!;
const [, output] = readme.match(/```text\n([\s\S]+?)```/)!;

it('has an example of at most 18 lines in the README, the one that runs here', () => {
  expect(read('./readme-example.ts').replace("'../src/index.js'", "'@hpa/models'")).toBe(example);
  expect(example!.trimEnd().split('\n').length).toBeLessThanOrEqual(18);
});

it('prints what the README says', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme-example.js');
  const lines = printed.mock.calls.map((values) => format(...values));
  printed.mockRestore();
  expect(`${lines.join('\n')}\n`).toBe(output);
});

it('lists what the networks cost, as listModels() does', () => {
  const rows = listModels({ input: { height: 128, width: 128 } }).map(({ architecture, options, cost }) => {
    const variant = Object.values(options).join(', ');
    const megabytes = (bytes: number) => Math.round(bytes / 1e6).toString();
    return [
      variant === '' ? architecture : `${architecture} (${variant})`,
      cost!.parameters.toLocaleString('en-US'),
      Math.round(cost!.multiplyAdds / 1e6).toLocaleString('en-US'),
      megabytes(cost!.inferenceBytes),
      megabytes(cost!.trainingBytes),
    ];
  });
  const cells = readme.split('\n').map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  const start = cells.findIndex(([first]) => first === 'network');
  expect(cells.slice(start + 2, start + 2 + rows.length)).toEqual(rows);
});
