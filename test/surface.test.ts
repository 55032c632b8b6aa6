import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { packageNames, publishedEntries } from './support/published-entries.js';

// A surface that a person can learn: types count as well as values.
const MAXIMUM_EXPORTS = 321;

/** The names that an index re-exports. */
function exportedNames(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (
      !ts.isExportDeclaration(statement) ||
      !statement.exportClause ||
      !ts.isNamedExports(statement.exportClause)
    ) {
      throw new Error(`${file}: an index only re-exports by name`);
    }
    return statement.exportClause.elements.map(({ name }) => name.text);
  });
}

it(`the packages export at most ${MAXIMUM_EXPORTS} names, each by name and once an entry`, () => {
  const entries = packageNames.flatMap((name) => publishedEntries(name));
  const names = entries.map(({ specifier, source }) => ({ specifier, exported: exportedNames(source) }));
  for (const { exported } of names) {
    expect(new Set(exported).size).toBe(exported.length);
  }
  const total = names.reduce((sum, { exported }) => sum + exported.length, 0);
  console.log(
    `${total} exported names: ${names.map(({ specifier, exported }) => `${specifier} ${exported.length}`).join(', ')}`,
  );
  expect(total).toBeLessThanOrEqual(MAXIMUM_EXPORTS);
});
