import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

// ARCHITECTURE.md, "Walls": what a package may import. This test walks the sources and names every breach.

const root = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly file: string;
  readonly name: string;
}

/** The TypeScript files below a folder. */
function filesOf(folder: string): string[] {
  return readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => `${folder}/${name.split(sep).join('/')}`);
}

/** What the TypeScript files below a folder import; types, re-exports and import() included. */
function importsOf(folder: string): Import[] {
  return filesOf(folder).flatMap((file) =>
    ts
      .preProcessFile(readFileSync(resolve(root, file), 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => ({ file, name: fileName })),
  );
}

const breaches = (imports: readonly Import[], breaks: (found: Import) => boolean): string[] =>
  imports.filter(breaks).map(({ file, name }) => `${file} imports ${name}`);

const packages = ['backend', 'data', 'metrics', 'models', 'train'];
const sources = packages.flatMap((name) => importsOf(`packages/hpa-${name}/src`));
const isIn = (file: string, name: string): boolean => file.startsWith(`packages/hpa-${name}/`);
const isBare = (name: string): boolean => !name.startsWith('.');

describe('the walls', () => {
  it('sees the sources that it walks', () => {
    for (const name of packages) {
      expect(sources.filter(({ file }) => isIn(file, name)).length).toBeGreaterThan(5);
    }
  });

  it('stand between the packages: none imports a sibling', () => {
    expect(breaches(sources, ({ name }) => name.startsWith('@hpa/'))).toEqual([]);
  });

  it('keep relative imports inside their package', () => {
    const leaves = ({ file, name }: Import): boolean => {
      if (isBare(name)) {
        return false;
      }
      const home = file.split('/').slice(0, 3).join('/');
      return relative(home, resolve('/', dirname(file), name).slice(1)).startsWith('..');
    };
    expect(breaches(sources, leaves)).toEqual([]);
  });

  it('keep backends and the union package in @hpa/backend', () => {
    const isBackend = ({ file, name }: Import): boolean =>
      !isIn(file, 'backend') && /^@tensorflow\/tfjs($|\/|-node|-backend)/.test(name);
    expect(breaches(sources, isBackend)).toEqual([]);
  });

  it('keep tfjs-layers in @hpa/models', () => {
    expect(
      breaches(sources, ({ file, name }) => name === '@tensorflow/tfjs-layers' && !isIn(file, 'models')),
    ).toEqual([]);
  });

  it('keep tensors out of @hpa/metrics', () => {
    const seesTensors = ({ file, name }: Import): boolean =>
      isIn(file, 'metrics') && name.startsWith('@tensorflow/');
    expect(breaches(sources, seesTensors)).toEqual([]);
  });

  it('keep files, processes and native libraries behind the node entries', () => {
    const needsNode = ({ file, name }: Import): boolean =>
      !/\/src\/(node|onnx)\//.test(file) &&
      (name.startsWith('node:') || /^(sharp|csv-parse|onnxruntime-node)($|\/)/.test(name));
    expect(breaches(sources, needsNode)).toEqual([]);
    const reachesNode = ({ file, name }: Import): boolean =>
      !file.includes('/src/node/') && !isIn(file, 'backend') && /(^|\/)(node|onnx)\//.test(name);
    expect(breaches(sources, reachesNode)).toEqual([]);
  });

  it('allow no deep import of a build folder', () => {
    expect(breaches(sources, ({ name }) => isBare(name) && name.includes('/dist/'))).toEqual([]);
  });

  it('let only published dependencies through', () => {
    const undeclared = ({ file, name }: Import): boolean => {
      if (!isBare(name) || name.startsWith('node:')) {
        return false;
      }
      const manifest = JSON.parse(
        readFileSync(resolve(root, ...file.split('/').slice(0, 2), 'package.json'), 'utf8'),
      );
      const dependency = name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
      return !(dependency in { ...manifest.dependencies, ...manifest.peerDependencies });
    };
    expect(breaches(sources, undeclared)).toEqual([]);
  });

  it('keep HTML and SVG in the pages of @hpa/localize', () => {
    const markup = /<(!doctype|html|body|section|div|table|figure|img|svg)[ >]/i;
    const files = ['localize', ...packages].flatMap((name) => filesOf(`packages/hpa-${name}/src`));
    const writes = files.filter((file) => markup.test(readFileSync(resolve(root, file), 'utf8')));
    expect(writes.length).toBeGreaterThan(3);
    expect(writes.filter((file) => !file.startsWith('packages/hpa-localize/src/pages/'))).toEqual([]);
  });

  it('have the examples import published names only', () => {
    const imports = importsOf('examples');
    expect(imports.length).toBeGreaterThan(20);
    expect(breaches(imports, ({ name }) => name.includes('packages/') || name.includes('/src/'))).toEqual([]);
  });
});
