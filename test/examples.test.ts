import { readdirSync, readFileSync } from 'node:fs';
import { setBackend } from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { packageNames, publishedEntries } from './support/published-entries.js';

// Runs every `@example` of the packages against what is published, and asks for one on every exported function.

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (load: (specifier: string) => Promise<unknown>) => Promise<unknown>;

interface Example {
  /** The source file, from the root of the repository. */
  readonly file: string;
  /** A module: imports, statements, and a last expression whose value follows as `// JSON`, or `// ~0.73` if rounded. */
  readonly code: string;
}

function examplesOf(packageName: string): Example[] {
  const folder = `packages/hpa-${packageName}/src/`;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('generated'),
  );
  return files.flatMap((file) => {
    const text = readFileSync(folder + file, 'utf8');
    return [...text.matchAll(/^ *\* @example\n((?: *\*(?! @)(?!\/).*\n)+)/gm)].map(([, block]) => ({
      file: folder + file,
      code: block!
        .replaceAll(/^ *\* ?/gm, '')
        .replaceAll(/^```.*$/gm, '')
        .trim(),
    }));
  });
}

/** The statements before the last one, and the last one with the value that it states. */
function partsOf(code: string): { statements: string; expression: string; stated: string } {
  const [, statements, expression, stated] =
    /^([\s\S]*?)(?:^|\n)((?:await )?[^\n]*(?:\n[ })\]][^\n]*)*?);? \/\/ (.+)$/.exec(code) ?? [];
  if (expression === undefined || stated === undefined) {
    throw new Error(
      `an example must end with an expression and its value, \`expression; // JSON\`:\n${code}`,
    );
  }
  return { statements: statements ?? '', expression, stated };
}

/** Functions of one type under one name, such as `augmentations`. */
function isFamily(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Module]';
}

/** Turns `import a, { b as c } from 'd'` into the dynamic import that a function body can hold. */
function withDynamicImports(statements: string): string {
  return statements.replaceAll(
    /^import (?:(\w+)(?:, )?)?(?:\{([^}]+)\})? ?from '([^']+)';?$/gm,
    (_, whole: string | undefined, named: string | undefined, specifier: string) => {
      const names = [
        ...(whole ? [`default: ${whole}`] : []),
        ...(named ? [named.replaceAll(/(\w+) as (\w+)/g, '$1: $2')] : []),
      ];
      return `const {${names.join(', ')}} = await load('${specifier}');`;
    },
  );
}

async function runExample(code: string): Promise<unknown> {
  const { statements, expression } = partsOf(code);
  const run = new AsyncFunction('load', `${withDynamicImports(statements)}\nreturn ${expression};`);
  return run((specifier) => import(specifier));
}

/** Numbers compare to twelve decimals, which covers the last place of what the examples show. */
function closeTo(stated: unknown): unknown {
  if (typeof stated === 'number') {
    return expect.closeTo(stated, 12);
  }
  if (Array.isArray(stated)) {
    return stated.map(closeTo);
  }
  if (typeof stated === 'object' && stated !== null) {
    return Object.fromEntries(Object.entries(stated).map(([key, value]) => [key, closeTo(value)]));
  }
  return stated;
}

// Packages whose every exported function has an example that runs; the others join as they get there.
const COMPLETE: readonly (typeof packageNames)[number][] = ['data', 'localize', 'metrics', 'models', 'train'];

it('are asked of packages that exist', () => {
  expect(packageNames).toEqual(expect.arrayContaining([...COMPLETE]));
});

describe.each(COMPLETE)('the examples in the documentation of %s', (packageName) => {
  const examples = examplesOf(packageName);

  beforeEach(() => setBackend('cpu'));

  it('show every exported function', async () => {
    const missing: string[] = [];
    for (const { specifier, load } of publishedEntries(packageName)) {
      for (const [name, value] of Object.entries(await load())) {
        const isShown = (call: string) =>
          examples.some(
            ({ code }) =>
              new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '${specifier}'`).test(code) &&
              code.includes(`${call}(`),
          );
        const calls = isFamily(value)
          ? Object.entries(value).flatMap(([member, each]) =>
              typeof each === 'function' ? [`${name}.${member}`] : [],
            )
          : typeof value === 'function'
            ? [name]
            : [];
        missing.push(...calls.filter((call) => !isShown(call)).map((call) => `${call} of ${specifier}`));
      }
    }
    expect(missing).toEqual([]);
  });

  it.each(examples)('give what they state: $file\n$code', async ({ code }) => {
    const { stated } = partsOf(code);
    const actual = await runExample(code);
    if (stated.startsWith('~')) {
      const digits = stated.slice(1).split('.')[1]?.length ?? 0;
      expect(actual).toBeCloseTo(Number(stated.slice(1)), digits);
    } else {
      // Typed arrays are shown as arrays.
      const plain = ArrayBuffer.isView(actual) ? [...(actual as unknown as Iterable<number>)] : actual;
      expect(plain).toEqual(closeTo(JSON.parse(stated)));
    }
  });
});
