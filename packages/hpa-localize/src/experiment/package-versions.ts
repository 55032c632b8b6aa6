import { createRequire } from 'node:module';

/** The versions of the packages that decide results, by their names. */
export function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const names = [
    '@hpa/backend',
    '@hpa/data',
    '@hpa/metrics',
    '@hpa/models',
    '@hpa/train',
    '@tensorflow/tfjs-core',
  ];
  return Object.fromEntries(
    names.map((name) => [name, (require(`${name}/package.json`) as { version: string }).version]),
  );
}
