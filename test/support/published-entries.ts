import { readFileSync } from 'node:fs';

/** The folders of packages/, without `hpa-`. */
export const packageNames = ['backend', 'data', 'localize', 'metrics', 'models', 'train'] as const;

/** One entry of a published package. */
export interface PublishedEntry {
  /** What a user imports, such as `@hpa/data/node`. */
  readonly specifier: string;
  /** Its index in the sources, from the root of the repository. */
  readonly source: string;
  /** Imports it as built. */
  load(): Promise<Readonly<Record<string, unknown>>>;
}

/** The entries that the manifest of a package names. */
export function publishedEntries(packageName: string): PublishedEntry[] {
  const folder = `packages/hpa-${packageName}`;
  const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    exports: Record<string, { types: string }>;
  };
  return Object.entries(exports).flatMap(([key, { types }]) => {
    if (key === './package.json') {
      return [];
    }
    const specifier = `@hpa/${packageName}${key.slice(1)}`;
    const source = `${folder}/${types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts')}`;
    return [{ specifier, source, load: () => import(specifier) }];
  });
}
