import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

interface Snippet {
  /** README and number, such as `packages/hpa-data/README.md 2`. */
  readonly name: string;
  readonly language: string;
  readonly code: string;
  /** The text from the heading or snippet before it. */
  readonly before: string;
}

const READMES = [
  'README.md',
  ...readdirSync('packages')
    .sort()
    .map((name) => `packages/${name}/README.md`),
];

const snippets: readonly Snippet[] = READMES.flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  const fences = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return fences.flatMap((fence, index) => {
    const [, language = '', code = ''] = fence;
    if (!['ts', 'js'].includes(language)) {
      return [];
    }
    const previous = fences[index - 1];
    const start = previous === undefined ? 0 : previous.index + previous[0].length;
    const between = text.slice(start, fence.index);
    const before = between.slice(Math.max(0, between.lastIndexOf('\n## ')));
    return [{ name: `${file} ${index + 1}`, language, code, before }];
  });
});

/** What the text around a fragment says that it has: a program declares some of it itself, which then counts. */
const GIVEN = `
export {};
declare global {
  const model: import('@hpa/models').Classifier;
  const classes: readonly import('@hpa/data').ClassLabel[];
  const samples: readonly import('@hpa/data').Sample[];
  const training: import('@hpa/data').BatchSource;
  const validation: import('@hpa/data').BatchSource;
  const test: import('@hpa/data').BatchSource;
  const optimizer: import('@hpa/train').Optimizer;
  const signal: AbortSignal;
  const images: import('@tensorflow/tfjs-core').Tensor4D;
  const file: File;
  const red: Blob;
  const green: Blob;
  const blue: Blob;
  const yellow: Blob;
}
`;

/** Checks every snippet as a module of its own, against what is published, and returns the errors by its name. */
function typeErrors(): ReadonlyMap<string, readonly string[]> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const virtual = new Map(
    snippets.map(({ code }, index) => [`${process.cwd()}/snippet-${index}.mts`, `export {};\n${code}`]),
  );
  virtual.set(`${process.cwd()}/given.mts`, GIVEN);
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (path) => virtual.has(path) || fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = virtual.get(path);
    return text === undefined
      ? getSourceFile(path, languageVersion, ...rest)
      : ts.createSourceFile(path, text, languageVersion, true);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  return new Map(
    snippets.map(({ name }, index) => {
      const file = program.getSourceFile(`${process.cwd()}/snippet-${index}.mts`)!;
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [name, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))];
    }),
  );
}

const errors = typeErrors();

describe.each(snippets)('$name', ({ name, language, code, before }) => {
  it('typechecks strictly', () => {
    expect(errors.get(name)).toEqual([]);
  });

  it('says where to save it', () => {
    expect(before).toMatch(language === 'ts' ? /`[\w-]+\.mts`/ : /`main\.mjs`/);
  });

  it('starts the engine if it is a program that computes', () => {
    expect(code).not.toContain("from '@tensorflow/tfjs'");
    const computes = /from '@hpa\/(data|models|train)'/.test(code);
    if (language === 'ts' && computes) {
      expect(code).toContain("await startBackend('auto')");
    }
  });
});

it('finds the snippets of all packages', () => {
  expect(new Set(snippets.map(({ name }) => name.split(' ')[0]))).toEqual(new Set(READMES));
  expect(snippets.length).toBeGreaterThanOrEqual(16);
});
