import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as metrics from '../src/index.js';

const sources = new URL('../src/', import.meta.url);

/** Every `@example` of the sources: statements, and then an expression whose value follows as `// JSON`. */
const examples = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(new URL(file, sources), 'utf8');
    return [...text.matchAll(/@example\n((?: \* .+\n)+)/g)].map(([, block]) => ({
      file,
      code: block!.replaceAll(/^ \* /gm, '').trim(),
    }));
  });

describe('the examples of the documentation', () => {
  it('are there for every function that the package exports', () => {
    const functions = Object.keys(metrics);
    const shown = examples.map(({ code }) => code).join('\n');
    expect(functions.filter((name) => !shown.includes(`${name}(`))).toEqual([]);
  });

  it.each(examples)('of $file say what comes out: $code', ({ code }) => {
    // A function body cannot import: the names that an example imports are its arguments.
    const lines = code.split('\n').filter((line) => !/^import .* from '@hpa\/metrics';$/.test(line));
    const [expression, value] = lines.pop()!.split('; // ');
    const run = new Function(...Object.keys(metrics), `${lines.join('\n')}\nreturn ${expression};`);
    // The values shown are short decimals or exact; 1e-12 covers the last place.
    const actual: unknown = run(...Object.values(metrics));
    const expected: unknown = JSON.parse(value!);
    if (typeof expected === 'number') {
      expect(actual).toBeCloseTo(expected, 12);
    } else {
      expect(actual).toEqual(expected);
    }
  });
});
