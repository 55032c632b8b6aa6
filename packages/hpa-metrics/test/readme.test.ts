import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as hpaMetrics from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [, example] = readme.match(/```ts\n([\s\S]+?)```/)!;
const [, output] = readme.match(/```text\n([\s\S]+?)```/)!;

describe('the example of the README', () => {
  it('is at most 15 lines long', () => {
    expect(example!.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  });

  it('prints what the README says', () => {
    // A function body cannot import: the import of the package becomes a destructuring of its source.
    const body = example!.replace(/import (\{[^}]+\}) from '@hpa\/metrics';/, 'const $1 = hpaMetrics;');
    expect(body).not.toContain('import');
    const printed: string[] = [];
    const log = (...values: unknown[]) => printed.push(format(...values));
    new Function('hpaMetrics', 'console', body)(hpaMetrics, { log });
    expect(`${printed.join('\n')}\n`).toBe(output);
  });
});
