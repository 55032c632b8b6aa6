import ts from 'typescript';
import { expect, it } from 'vitest';
import { packageNames, publishedEntries } from './support/published-entries.js';

// A surface that a person can learn: types count as well as values. A family of functions of one type, such as `augmentations`, is one
// name to learn, and the functions in it are found by completion.
const MAXIMUM_EXPORTS = 200;

it(`the packages export at most ${MAXIMUM_EXPORTS} names, types and values`, () => {
  const entries = packageNames.flatMap((name) => publishedEntries(name));
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  const program = ts.createProgram(
    entries.map(({ source }) => source),
    { ...options, incremental: false },
  );
  const checker = program.getTypeChecker();
  const exportedNames = (file: string) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!);
  const names = entries.map(({ specifier, source }) => ({ specifier, exported: exportedNames(source) }));
  const total = names.reduce((sum, { exported }) => sum + exported.length, 0);
  console.log(
    `${total} exported names: ${names.map(({ specifier, exported }) => `${specifier} ${exported.length}`).join(', ')}`,
  );
  expect(total).toBeLessThanOrEqual(MAXIMUM_EXPORTS);
});
