import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cyclesOf,
  filesOf,
  type Import,
  importsByFile,
  importsOf,
  isBare,
  ROOT,
  targetOf,
} from './support/package-imports.js';
import { isEntry, WINGS, wingOf } from './support/wings.js';

// ARCHITECTURE.md, "Walls": what a package may import. This test walks the sources and names every breach.

const breaches = (imports: readonly Import[], breaks: (found: Import) => boolean): string[] =>
  imports.filter(breaks).map(({ file, name }) => `${file} imports ${name}`);

const packages = ['backend', 'data', 'metrics', 'models', 'train'];
const sources = packages.flatMap((name) => importsOf(`packages/hpa-${name}/src`));
const isIn = (file: string, name: string): boolean => file.startsWith(`packages/hpa-${name}/`);
const application = importsOf('packages/hpa-localize/src');
const leavesPackage = ({ file, name }: Import): boolean => {
  const home = file.split('/').slice(0, 3).join('/');
  return !isBare(name) && relative(home, targetOf({ file, name })).startsWith('..');
};

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
    expect(breaches([...sources, ...application], leavesPackage)).toEqual([]);
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
        readFileSync(resolve(ROOT, ...file.split('/').slice(0, 2), 'package.json'), 'utf8'),
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
    const writes = files.filter((file) => markup.test(readFileSync(resolve(ROOT, file), 'utf8')));
    expect(writes.length).toBeGreaterThan(3);
    expect(writes.filter((file) => !file.startsWith('packages/hpa-localize/src/pages/'))).toEqual([]);
  });

  it('have the application and the examples import published names only', () => {
    const examples = importsOf('examples');
    expect(examples.length).toBeGreaterThan(20);
    expect(application.length).toBeGreaterThan(100);
    const published = [...application, ...examples].filter(({ file }) => !file.includes('/test/'));
    const isDeep = ({ name }: Import): boolean => /(^|\/)packages\/|^@hpa\/.*\/(src|dist)\//.test(name);
    expect(breaches(published, isDeep)).toEqual([]);
  });

  it('let nothing but the examples import @hpa/localize', () => {
    const others = [...sources, ...application, ...importsOf('benchmarks')];
    expect(breaches(others, ({ name }) => /^@hpa\/localize($|\/)/.test(name))).toEqual([]);
  });
});

describe.each(Object.keys(WINGS))('the wings of @hpa/%s', (name) => {
  const files = importsByFile(`packages/hpa-${name}/src`);
  const wings = WINGS[name] as readonly string[];
  const inWings = [...files.keys()].filter((file) => !isEntry(file));

  it('are all named, from the top down', () => {
    expect([...new Set(inWings.map(wingOf))].sort()).toEqual([...wings].sort());
  });

  it('import downwards only', () => {
    const isAbove = (file: string, other: string) =>
      wings.indexOf(wingOf(file)) < wings.indexOf(wingOf(other));
    const upwards = inWings.flatMap((file) =>
      (files.get(file) ?? [])
        .filter((imported) => isEntry(imported) || isAbove(imported, file))
        .map((imported) => `${file} imports ${imported}`),
    );
    expect(upwards).toEqual([]);
  });

  it('hold no import cycle, counting types', () => {
    expect(cyclesOf(files)).toEqual([]);
  });
});

// Packages know no siblings, so each that writes keeps these for itself: a fix in one must reach the others.
describe.each(['claim-folder', 'explain-write-error', 'make-folder', 'require-modest-nesting'])(
  '%s.ts',
  (name) => {
    it('is the same in every package that has it', () => {
      const copies = [...packages, 'localize']
        .flatMap((each) => filesOf(`packages/hpa-${each}/src`))
        .filter((file) => file.endsWith(`/${name}.ts`))
        .map((file) => readFileSync(resolve(ROOT, file), 'utf8'));
      expect(copies.length).toBeGreaterThan(1);
      expect(new Set(copies).size).toBe(1);
    });
  },
);
