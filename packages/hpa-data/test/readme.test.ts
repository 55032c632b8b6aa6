import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it("the README's example is the one beside this test, and prints what the README says", async () => {
  const readme = textOf('../README.md');
  const [, example] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const [, output] = /```text\n(.*?)```/s.exec(readme) ?? [];
  expect(example).toBe(textOf('./readme-example.ts').replace('../src/index.js', '@hpa/data'));

  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => printed.push(line));
  await import('./readme-example.js');
  log.mockRestore();
  expect(`${printed.join('\n')}\n`).toBe(output);
});
