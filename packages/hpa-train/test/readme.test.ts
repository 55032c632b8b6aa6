import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

const fences = [...read('../README.md').matchAll(/```(\w*)\n(.*?)```/gs)];

function firstBlock(language: string): string {
  return fences.find(([, name]) => name === language)![2]!;
}

test('the example of the README is the program that runs here', () => {
  const example = firstBlock('ts');
  expect(read('./readme-example.ts').replace("'../src/index.js'", "'@hpa/train'")).toBe(example);
  expect(example.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(18);
});

test('it prints what the README says', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme-example.js');
  const lines = printed.mock.calls.map(([value]) => inspect(value));
  printed.mockRestore();
  expect(lines.join('\n')).toBe(firstBlock('text').trim());
});
