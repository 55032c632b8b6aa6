import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { expect, it, vi } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const [, example] = readme.match(/```ts\n([\s\S]+?)```/)!;
const [, output] = readme.match(/```text\n([\s\S]+?)```/)!;

it('has an example of at most 15 lines in the README, and runs that one here', () => {
  expect(read('./readme-example.ts').replace("'../src/index.js'", "'@hpa/models'")).toBe(example);
  expect(example!.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
});

it('prints what the README says', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme-example.js');
  const lines = printed.mock.calls.map((values) => format(...values));
  printed.mockRestore();
  expect(`${lines.join('\n')}\n`).toBe(output);
});
