import { createHash } from 'node:crypto';
import { type NpyArray, readNpy } from '../files/npy.js';
import { openPackageFiles } from './open-package-files.js';
import type { Axis, NamedFile, PackageDescription } from './package-description.js';
import type { PackageFiles } from './package-files.js';
import { parseDescription } from './parse-description.js';

/** Most bytes of a description. */
const LONGEST_DESCRIPTION = 2 ** 20;

/** Most bytes of a test tensor. */
const LONGEST_TENSOR = 2 ** 28;

/** Most bytes of weights: protobuf allows 2 GB. */
const LONGEST_WEIGHTS = 2 ** 31 - 1;

/** A package whose description and test input are read. */
export interface ReadPackage {
  readonly description: PackageDescription;
  /** The image on which the model is tested, of the size that it takes. */
  readonly testInput: NpyArray;
  /** Rows and columns of the images that it takes. */
  readonly size: { readonly height: number; readonly width: number };
}

/** Reads the description and the test input of a package: what says whether images can go in, without its weights. */
export function readPackage(path: string): Promise<ReadPackage> {
  return withFiles(path, readDescribed);
}

/** Reads all of a package that is needed to run it. */
export function readWholePackage(
  path: string,
): Promise<ReadPackage & { readonly weights: Uint8Array; readonly testOutput: NpyArray }> {
  return withFiles(path, async (files) => {
    const read = await readDescribed(files);
    const { weights, output } = read.description;
    return {
      ...read,
      testOutput: await readTensor(files, output),
      weights: await readNamed(files, { file: weights, limit: LONGEST_WEIGHTS }),
    };
  });
}

async function withFiles<Result>(
  path: string,
  use: (files: PackageFiles) => Promise<Result>,
): Promise<Result> {
  const files = await openPackageFiles(path);
  try {
    return await use(files);
  } finally {
    files.close();
  }
}

async function readDescribed(files: PackageFiles): Promise<ReadPackage> {
  const text = new TextDecoder().decode(await files.read(files.description, { limit: LONGEST_DESCRIPTION }));
  const description = parseDescription(text, { where: whereOf(files, files.description) });
  const testInput = await readTensor(files, description.input);
  const edge = (id: string) => testInput.shape[description.input.axes.findIndex((axis) => axis.id === id)]!;
  return { description, testInput, size: { height: edge('y'), width: edge('x') } };
}

async function readTensor(
  files: PackageFiles,
  { test, axes }: { readonly test: NamedFile; readonly axes: readonly Axis[] },
): Promise<NpyArray> {
  const where = whereOf(files, test.source);
  const tensor = readNpy(await readNamed(files, { file: test, limit: LONGEST_TENSOR }), { where });
  const fits =
    tensor.shape.length === axes.length &&
    tensor.shape.every((size, index) => size > 0 && (axes[index]!.size ?? size) === size);
  if (!fits) {
    const expected = axes.map(({ id, size }) => (size === undefined ? id : `${id} ${size}`)).join(', ');
    throw new Error(`${where}: expected the axes ${expected}; its shape is [${tensor.shape}]`);
  }
  return tensor;
}

/** Reads a file that the description names, which must have the checksum that it states. */
async function readNamed(
  files: PackageFiles,
  { file: { source, sha256 }, limit }: { readonly file: NamedFile; readonly limit: number },
): Promise<Uint8Array> {
  const bytes = await files.read(source, { limit });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== undefined && sha256.toLowerCase() !== found) {
    throw new Error(
      `${whereOf(files, source)}: checksum mismatch: ${files.description} says ${sha256}, the ${bytes.length} bytes give ${found}`,
    );
  }
  return bytes;
}

function whereOf({ path, description }: PackageFiles, name: string): string {
  return path.endsWith(description) && name === description ? path : `${path}: ${name}`;
}
