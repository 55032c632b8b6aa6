import { File, type Group, ready } from 'h5wasm';
import type { EmbeddedCells } from './embedded-cells.js';

/** The version of the encoding of each kind of element, as AnnData 0.8 and later read and write them. */
const VERSIONS = {
  anndata: '0.1.0',
  dataframe: '0.2.0',
  dict: '0.1.0',
  array: '0.2.0',
  'string-array': '0.2.0',
  string: '0.2.0',
  categorical: '0.2.0',
} as const;

/** Gzip's level for the features: more takes longer for hardly less. */
const COMPRESSION = 4;

/**
 * Writes embedded cells as an HDF5 file of the AnnData format, which `anndata.read_h5ad` opens
 * (https://anndata.readthedocs.io/en/latest/fileformat-prose.html): features in X, group, label, predicted and a probability p_CLASS
 * for each class in obs, both maps in obsm as X_pca and X_umap, and the share of each principal component in uns/pca.
 *
 * A slash in the name of a class is _ in that of its column, since HDF5 takes it for a path.
 */
export async function anndataBytes(cells: EmbeddedCells): Promise<Uint8Array> {
  const { FS } = await ready;
  // In the memory of the library, not on disk.
  const path = 'embedding.h5ad';
  const file = new File(path, 'w');
  try {
    writeCells(file, cells);
  } finally {
    file.close();
  }
  const bytes = FS.readFile(path);
  FS.unlink(path);
  return bytes;
}

function writeCells(file: File, cells: EmbeddedCells): void {
  const { model, ids, groups, labels, predicted, scores, features, pca, umap } = cells;
  const { count, dimensions, values } = features;
  encode(file, 'anndata');
  matrix(file, { name: 'X', values, shape: [count, dimensions] });

  const names = probabilityColumns(model.classes);
  const obs = frame(file, { name: 'obs', index: ids, columns: ['group', 'label', 'predicted', ...names] });
  categorical(obs, { name: 'group', values: groups });
  categorical(obs, { name: 'label', values: labels });
  categorical(obs, { name: 'predicted', values: predicted });
  for (const [column, name] of names.entries()) {
    const probabilities = Float64Array.from(scores, (row) => row[column]!);
    matrix(obs, { name, values: probabilities, shape: [count] });
  }
  const features_ = Array.from({ length: dimensions }, (_, index) => `f${index}`);
  frame(file, { name: 'var', index: features_, columns: [] });

  const obsm = dictionary(file, 'obsm');
  matrix(obsm, { name: 'X_pca', values: pca.scores, shape: [count, pca.components] });
  matrix(obsm, { name: 'X_umap', values: umap, shape: [count, 2] });
  const uns = dictionary(file, 'uns');
  const components = dictionary(uns, 'pca');
  const shape = [pca.components];
  matrix(components, { name: 'variance', values: Float64Array.from(pca.variances), shape });
  matrix(components, { name: 'variance_ratio', values: Float64Array.from(pca.shares), shape });
  text(uns, { name: 'model', value: model.name });
  text(uns, { name: 'provenance', value: model.provenance });
  for (const name of ['layers', 'obsp', 'varm', 'varp']) {
    dictionary(file, name);
  }
}

/** The column of each class; of names that differ in a slash alone, the position says which is which. */
function probabilityColumns(classes: readonly string[]): string[] {
  const names = classes.map((name) => `p_${name.replaceAll('/', '_')}`);
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}_${index}`,
  );
}

function encode(element: Pick<Group, 'create_attribute'>, type: keyof typeof VERSIONS): void {
  element.create_attribute('encoding-type', type);
  element.create_attribute('encoding-version', VERSIONS[type]);
}

function dictionary(parent: Group, name: string): Group {
  const group = parent.create_group(name);
  encode(group, 'dict');
  return group;
}

function frame(
  parent: Group,
  {
    name,
    index,
    columns,
  }: { readonly name: string; readonly index: readonly string[]; readonly columns: readonly string[] },
): Group {
  const group = parent.create_group(name);
  encode(group, 'dataframe');
  group.create_attribute('_index', '_index');
  if (columns.length > 0) {
    group.create_attribute('column-order', [...columns]);
  } else {
    // The library writes no attribute without values; a list of no columns is of any type.
    group.create_attribute('column-order', new Float64Array(0), [0]);
  }
  strings(group, { name: '_index', values: index });
  return group;
}

function matrix(
  parent: Group,
  {
    name,
    values,
    shape,
  }: { readonly name: string; readonly values: Float32Array | Float64Array; readonly shape: number[] },
): void {
  const dataset = parent.create_dataset({
    name,
    data: values,
    shape,
    ...(values.length > 1024 && { chunks: chunksOf(shape), compression: COMPRESSION }),
  });
  encode(dataset, 'array');
}

/** Rows of about a megabyte together. */
function chunksOf([rows = 1, ...row]: readonly number[]): number[] {
  const length = row.reduce((product, size) => product * size, 1);
  return [Math.max(1, Math.min(rows, Math.floor(2 ** 18 / length))), ...row];
}

function strings(
  parent: Group,
  { name, values }: { readonly name: string; readonly values: readonly string[] },
): void {
  const dataset = parent.create_dataset({ name, data: [...values], shape: [values.length], dtype: 'S' });
  encode(dataset, 'string-array');
}

function text(parent: Group, { name, value }: { readonly name: string; readonly value: string }): void {
  encode(parent.create_dataset({ name, data: value, shape: [], dtype: 'S' }), 'string');
}

/** Texts as categories and the position of each in them: -1, which AnnData shows as NaN, where it is empty. */
function categorical(
  parent: Group,
  { name, values }: { readonly name: string; readonly values: readonly string[] },
): void {
  const categories = [...new Set(values)].filter((value) => value !== '').sort();
  const positions = new Map(categories.map((category, index) => [category, index]));
  const group = parent.create_group(name);
  encode(group, 'categorical');
  group.create_attribute('ordered', 0, [], '<b');
  const codes = Int32Array.from(values, (value) => positions.get(value) ?? -1);
  encode(group.create_dataset({ name: 'codes', data: codes, shape: [codes.length] }), 'array');
  // The library writes no list without values; a category that no cell has does no harm.
  strings(group, { name: 'categories', values: categories.length > 0 ? categories : ['none'] });
}
