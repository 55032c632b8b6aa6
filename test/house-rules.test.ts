import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

// The rules of CONTRIBUTING.md that no rule of the linter covers, asked of every source.

const FILES = execFileSync(
  'git',
  ['ls-files', 'packages/*/src/*.ts', 'examples/*.ts', 'benchmarks/*.ts', 'tools/*.ts', 'test/*.ts'],
  { encoding: 'utf8' },
)
  .trim()
  .split('\n')
  .filter((file) => file !== 'test/house-rules.test.ts');

const SOURCES = FILES.map((file) =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true),
);

/** Words of identifiers that the glossary replaces, and what to write. */
const REPLACED: Readonly<Record<string, string>> = {
  allot: 'split, stratify',
  least: 'minimum',
  most: 'maximum',
  picture: 'image',
  pictures: 'images',
  remember: 'cache',
  stain: 'channel',
  stains: 'channels',
  trunk: 'backbone',
};

/** Where a node stands, as an editor opens it. */
function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

function* descendants(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) {
    yield* descendants(child);
  }
}

/** The names that a source declares. */
function declaredNames(source: ts.SourceFile): ts.Identifier[] {
  return [...descendants(source)].flatMap((node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isPropertySignature(node) ||
      ts.isMethodSignature(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isClassDeclaration(node);
    return declares && node.name && ts.isIdentifier(node.name) ? [node.name] : [];
  });
}

/** Whether a property is a function that the same file declares. */
function namesFunction(node: ts.Node): boolean {
  return (
    ts.isPropertyAssignment(node) &&
    ts.isIdentifier(node.initializer) &&
    node
      .getSourceFile()
      .statements.some(
        (statement) =>
          ts.isFunctionDeclaration(statement) && statement.name?.text === node.initializer.getText(),
      )
  );
}

/** Whether an expression is a value written down, rather than computed or a function. */
function isLiteral(expression: ts.Expression | undefined): boolean {
  if (!expression) {
    return false;
  }
  if (
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isPrefixUnaryExpression(expression)
  ) {
    return isLiteral(ts.isPrefixUnaryExpression(expression) ? expression.operand : expression.expression);
  }
  if (ts.isNewExpression(expression)) {
    return /^(Set|Map|RegExp)$/.test(expression.expression.getText());
  }
  return (
    ts.isLiteralExpression(expression) ||
    ts.isArrayLiteralExpression(expression) ||
    // An object with functions in it acts, such as the implementation of a kernel: it is named like a function.
    (ts.isObjectLiteralExpression(expression) &&
      ![...descendants(expression)].some(
        (node) => ts.isFunctionLike(node) || ts.isShorthandPropertyAssignment(node) || namesFunction(node),
      ))
  );
}

describe('every source', () => {
  it('is looked at', () => {
    expect(SOURCES.length).toBeGreaterThan(300);
  });

  it('writes the constants of a module in UPPER_SNAKE', () => {
    const breaches = SOURCES.filter(({ fileName }) => fileName.startsWith('packages/')).flatMap((source) =>
      source.statements.flatMap((statement) =>
        ts.isVariableStatement(statement)
          ? statement.declarationList.declarations
              .filter(
                ({ name, initializer }) =>
                  isLiteral(initializer) && !/^[A-Z][A-Z0-9_]*$/.test(name.getText()),
              )
              .map((declaration) => `${placeOf(declaration)} ${declaration.name.getText()}`)
          : [],
      ),
    );
    expect(breaches).toEqual([]);
  });

  it('names its guards requireX', () => {
    const breaches = SOURCES.filter(({ fileName }) => fileName.startsWith('packages/'))
      .flatMap(declaredNames)
      .filter((name) => /^(check|assert|ensure|validate)[A-Z]/.test(name.text));
    expect(breaches.map((name) => `${placeOf(name)} ${name.text}`)).toEqual([]);
  });

  it('uses the words of the glossary in its names', () => {
    const breaches = SOURCES.flatMap(declaredNames).flatMap((name) =>
      name.text
        .split(/(?=[A-Z])|_/)
        .map((word) => word.toLowerCase())
        .filter((word) => Object.hasOwn(REPLACED, word))
        .map((word) => `${placeOf(name)} ${name.text}: ${REPLACED[word]}, not ${word}`),
    );
    expect(breaches).toEqual([]);
  });

  it('says what it throws as "@throws RangeError if ...", and what the message names', () => {
    const said = SOURCES.flatMap(({ fileName, text }) =>
      [...text.matchAll(/@throws ([\s\S]*?)(?=\n[\s*]*(?:@|\n)|\*\/)/g)].map(([, words]) => ({
        fileName,
        words: words!.replaceAll(/\s*\n[\s*]*/g, ' '),
      })),
    );
    expect(said.length).toBeGreaterThan(100);
    const breaches = said.filter(({ words }) => !/^\w*Error( naming [^.;]*?)? if\b/.test(words));
    expect(breaches.map(({ fileName, words }) => `${fileName} @throws ${words}`)).toEqual([]);
  });

  it('keeps helpers in no file called utils, helpers or common', () => {
    expect(FILES.filter((file) => /\/(utils?|helpers?|common)\b/.test(file))).toEqual([]);
  });
});
