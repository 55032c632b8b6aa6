import { readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One import of a source; files are named from the root of the repository. */
export interface Import {
  readonly file: string;
  /** As the source writes it. */
  readonly name: string;
}

/** The TypeScript files below a folder, without what a build writes. */
export function filesOf(folder: string): string[] {
  return readdirSync(resolve(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => name.endsWith('.ts') && !/(^|\/)(node_modules|generated)\//.test(name))
    .map((name) => `${folder}/${name}`);
}

/** What the TypeScript files below a folder import; types, re-exports and import() included. */
export function importsOf(folder: string): Import[] {
  return filesOf(folder).flatMap((file) =>
    ts
      .preProcessFile(readFileSync(resolve(ROOT, file), 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => ({ file, name: fileName })),
  );
}

/** Whether an import names a package rather than a file. */
export function isBare(name: string): boolean {
  return !name.startsWith('.');
}

/** The file that a relative import means. */
export function targetOf({ file, name }: Import): string {
  return resolve('/', dirname(file), name).slice(1).replace(/\.js$/, '.ts');
}

/** The relative imports of each file, as the files that they mean; what a build writes is left out. */
export function importsByFile(folder: string): ReadonlyMap<string, readonly string[]> {
  const imports = importsOf(folder).filter(({ name }) => !isBare(name) && !name.includes('/generated/'));
  return new Map(
    filesOf(folder).map((file) => [file, imports.filter((found) => found.file === file).map(targetOf)]),
  );
}

/** The import cycles that a depth-first walk meets, each as a list of files that ends where it starts. */
export function cyclesOf(files: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push([...path.slice(start), file]);
    } else if (!done.has(file)) {
      for (const imported of files.get(file) ?? []) {
        walk(imported, [...path, file]);
      }
      done.add(file);
    }
  };
  for (const file of files.keys()) {
    walk(file, []);
  }
  return found;
}
