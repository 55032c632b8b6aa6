import { ByteCursor } from '../../bytes/byte-cursor.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import type { StoredTensor } from '../../bytes/stored-weights.js';
import { tensorAt } from '../../bytes/tensor-at.js';
import type { WeightDtype } from '../../bytes/weight-dtypes.js';
import { groupEntries } from './group-entries.js';
import { limitReads } from './limit-reads.js';
import { Messages, objectMessages } from './object-messages.js';
import { parseDataspace } from './parse-dataspace.js';
import { parseDatatype } from './parse-datatype.js';
import { stringAttributes } from './string-attributes.js';

// HDF5 File Format Specification Version 3.0 (https://docs.hdfgroup.org/hdf5/develop/_f_m_t3.html), as far as Keras
// goes: h5py writes the oldest version of everything, and Keras neither chunks nor compresses.

/** A group of an HDF5 file. */
export interface Hdf5Group {
  /** Those of type string, one string each. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, Hdf5Group>;
  /** Data sets of numbers, named by their whole path. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const UNDEFINED_ADDRESS = Number.POSITIVE_INFINITY;

/** Whether a file starts as an HDF5 file does. */
export function isHdf5(start: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => start[i] === byte);
}

/**
 * Reads the tree of an HDF5 file: names, shapes and places, no values.
 *
 * It reads what h5py writes by default: superblock 0, symbol-table groups, contiguous and compact data sets of numbers.
 *
 * @throws Error naming the file and what is malformed in it, or what it uses beyond that
 */
export function readHdf5(file: ByteSource): Hdf5Group {
  const start = file.read(0, Math.min(96, file.size));
  if (!isHdf5(start)) {
    throw new Error(`${file.name}: not an HDF5 file`);
  }
  const cursor = new ByteCursor(start, file.name);
  cursor.skip(SIGNATURE.length);
  const version = cursor.u8();
  if (version !== 0) {
    throw new Error(`${file.name}: HDF5 superblock version ${version}; only 0, h5py's default, is read`);
  }
  cursor.skip(4);
  const [offsetSize, lengthSize] = [cursor.u8(), cursor.u8()];
  if (offsetSize !== 8 || lengthSize !== 8) {
    throw new Error(
      `${file.name}: HDF5 offsets of ${offsetSize} and lengths of ${lengthSize} bytes; only 8 are read`,
    );
  }
  cursor.skip(9);
  const base = cursor.u64();
  if (base !== 0) {
    throw new Error(`${file.name}: HDF5 base address ${base}; only 0 is read`);
  }
  cursor.skip(24);
  cursor.skip(8);
  const structure = limitReads(file, { limit: 8 * file.size + 2 ** 20 });
  return readGroup({ file, structure }, { address: cursor.u64(), path: '', visited: new Set() });
}

interface Hdf5File {
  /** For the values. */
  readonly file: ByteSource;
  /** For everything else. */
  readonly structure: ByteSource;
}

/** Keras has six at most, models in models apart. */
const MOST_LEVELS = 64;

interface Place {
  /** Of the object header. */
  readonly address: number;
  readonly path: string;
  /** Addresses of the objects seen: a file in which groups contain each other would have no end. */
  readonly visited: Set<number>;
}

function readGroup({ file, structure }: Hdf5File, { address, path, visited }: Place): Hdf5Group {
  const header = objectMessages(structure, address);
  visited.add(address);
  if (path.split('/').length > MOST_LEVELS) {
    throw new Error(`${file.name}: groups ${MOST_LEVELS} deep, which Keras does not write`);
  }
  const table = header.find(({ type }) => type === Messages.symbolTable);
  if (!table) {
    throw new Error(`${file.name}: "${path}" is no group of symbol tables, the kind h5py writes by default`);
  }

  const groups = new Map<string, Hdf5Group>();
  const tensors = new Map<string, StoredTensor>();
  for (const entry of groupEntries(structure, table.data)) {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`;
    if (visited.has(entry.address)) {
      throw new Error(`${file.name}: "${inner}" is a second link to one object`);
    }
    if (groups.has(entry.name) || tensors.has(entry.name)) {
      throw new Error(`${file.name}: "${inner}" is there twice`);
    }
    const messages = objectMessages(structure, entry.address);
    if (messages.some(({ type }) => type === Messages.symbolTable)) {
      groups.set(
        entry.name,
        readGroup({ file, structure }, { address: entry.address, path: inner, visited }),
      );
    } else {
      visited.add(entry.address);
      const tensor = readDataset(file, { name: inner, messages });
      if (tensor) {
        tensors.set(entry.name, tensor);
      }
    }
  }
  return { attributes: stringAttributes(structure, header), groups, tensors };
}

interface DatasetHeader {
  readonly name: string;
  readonly messages: ReturnType<typeof objectMessages>;
}

/** The data set as a tensor; nothing if it does not hold numbers. */
function readDataset(file: ByteSource, { name, messages }: DatasetHeader): StoredTensor | undefined {
  const message = (type: number, what: string) => {
    const found = messages.find((candidate) => candidate.type === type);
    if (!found) {
      throw new Error(`${file.name}: "${name}" has no ${what}, so it is no data set`);
    }
    return found.data;
  };
  const datatype = parseDatatype(message(Messages.datatype, 'data type'), `${file.name}: "${name}"`);
  if (datatype.kind !== 'number') {
    return undefined;
  }
  const shape = parseDataspace(message(Messages.dataspace, 'data space'), `${file.name}: "${name}"`);
  const { dtype } = datatype;
  if (messages.some(({ type }) => type === Messages.filterPipeline)) {
    throw new Error(
      `${file.name}: "${name}" is compressed, which Keras never does and this library does not read`,
    );
  }
  return readLayout(file, { name, shape, dtype, layout: message(Messages.layout, 'layout') });
}

interface DatasetLayout {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: WeightDtype;
  readonly layout: { readonly bytes: Uint8Array; readonly offset: number };
}

/** Section IV.A.2.i of the specification, version 3 of the message. */
function readLayout(file: ByteSource, { name, shape, dtype, layout }: DatasetLayout): StoredTensor {
  const cursor = new ByteCursor(layout.bytes, `${file.name}: layout of "${name}"`);
  const [version, kind] = [cursor.u8(), cursor.u8()];
  if (version !== 3 || kind > 1) {
    throw new Error(
      `${file.name}: "${name}" has HDF5 layout version ${version}, class ${kind}; only contiguous and compact ones of version 3 are read`,
    );
  }
  if (kind === 0) {
    const length = cursor.u16();
    return tensorAt(file, { name, shape, dtype, offset: layout.offset + cursor.position, length });
  }
  const [address, length] = [cursor.u64(), cursor.u64()];
  if (address !== UNDEFINED_ADDRESS) {
    return tensorAt(file, { name, shape, dtype, offset: address, length });
  }
  if (shape.includes(0)) {
    return tensorAt(file, { name, shape, dtype, offset: 0, length: 0 });
  }
  throw new Error(`${file.name}: "${name}" has a shape but was never written`);
}
