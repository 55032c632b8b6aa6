import { ByteCursor } from '../../bytes/byte-cursor.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import type { StoredTensor, WeightDtype } from '../../bytes/stored-weights.js';
import { tensorAt } from '../../bytes/tensor-at.js';
import { groupEntries } from './group-entries.js';
import { limitReads } from './limit-reads.js';
import { MESSAGE_TYPES, objectMessages } from './object-messages.js';
import { parseDataspace } from './parse-dataspace.js';
import { parseDatatype } from './parse-datatype.js';
import { stringAttributes } from './string-attributes.js';

// HDF5 File Format Specification Version 3.0 (https://docs.hdfgroup.org/hdf5/develop/_f_m_t3.html), restricted to what Keras
// uses: h5py writes the oldest version of every structure, and Keras neither chunks nor compresses.

/** A group of an HDF5 file. */
export interface Hdf5Group {
  /** Attributes that hold a single string. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, Hdf5Group>;
  /** Datasets of numbers, named by their whole path. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const UNDEFINED_ADDRESS = Number.POSITIVE_INFINITY;

/** Whether a file starts like an HDF5 file. */
export function isHdf5(start: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => start[i] === byte);
}

/**
 * Reads the tree of an HDF5 file without its values.
 *
 * Supported is what h5py writes by default: superblock 0, symbol-table groups, contiguous and compact datasets of numbers.
 *
 * @throws Error if the file is malformed or uses another feature
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
    throw new Error(
      `${file.name}: HDF5 superblock version ${version} is not supported; only 0, h5py's default, is`,
    );
  }
  cursor.skip(4);
  const [offsetSize, lengthSize] = [cursor.u8(), cursor.u8()];
  if (offsetSize !== 8 || lengthSize !== 8) {
    throw new Error(
      `${file.name}: HDF5 offsets of ${offsetSize} and lengths of ${lengthSize} bytes are not supported; only 8 are`,
    );
  }
  cursor.skip(9);
  const base = cursor.u64();
  if (base !== 0) {
    throw new Error(`${file.name}: the HDF5 base address ${base} is not supported; only 0 is`);
  }
  cursor.skip(24);
  cursor.skip(8);
  const structure = limitReads(file, { limit: 8 * file.size + 2 ** 20 });
  return readGroup({ file, structure }, { address: cursor.u64(), path: '', visited: new Set() });
}

interface Hdf5File {
  /** Source of the values. */
  readonly file: ByteSource;
  /** Source of everything else. */
  readonly structure: ByteSource;
}

/** Deepest nesting of groups; Keras needs six, and more only for models in models. */
const MAXIMUM_LEVELS = 64;

interface Place {
  /** Address of the object header. */
  readonly address: number;
  readonly path: string;
  /** Addresses of the objects seen, since groups that contain each other would have no end. */
  readonly visited: Set<number>;
}

function readGroup({ file, structure }: Hdf5File, { address, path, visited }: Place): Hdf5Group {
  const header = objectMessages(structure, address);
  visited.add(address);
  if (path.split('/').length > MAXIMUM_LEVELS) {
    throw new Error(
      `${file.name}: groups are nested more than ${MAXIMUM_LEVELS} deep, which Keras does not write`,
    );
  }
  const table = header.find(({ type }) => type === MESSAGE_TYPES.symbolTable);
  if (!table) {
    throw new Error(
      `${file.name}: "${path}" is not a symbol-table group, the kind that h5py writes by default`,
    );
  }

  const groups = new Map<string, Hdf5Group>();
  const tensors = new Map<string, StoredTensor>();
  for (const entry of groupEntries(structure, table.data)) {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`;
    if (visited.has(entry.address)) {
      throw new Error(`${file.name}: "${inner}" is a second link to an object`);
    }
    if (groups.has(entry.name) || tensors.has(entry.name)) {
      throw new Error(`${file.name}: two objects are named "${inner}"`);
    }
    const messages = objectMessages(structure, entry.address);
    if (messages.some(({ type }) => type === MESSAGE_TYPES.symbolTable)) {
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

/** Reads a dataset as a tensor; undefined if it does not hold numbers. */
function readDataset(file: ByteSource, { name, messages }: DatasetHeader): StoredTensor | undefined {
  const message = (type: number, what: string) => {
    const found = messages.find((candidate) => candidate.type === type);
    if (!found) {
      throw new Error(`${file.name}: "${name}" is not a dataset: it has no ${what}`);
    }
    return found.data;
  };
  const datatype = parseDatatype(message(MESSAGE_TYPES.datatype, 'datatype'), `${file.name}: "${name}"`);
  if (datatype.kind !== 'number') {
    return undefined;
  }
  const shape = parseDataspace(message(MESSAGE_TYPES.dataspace, 'dataspace'), `${file.name}: "${name}"`);
  const { dtype } = datatype;
  if (messages.some(({ type }) => type === MESSAGE_TYPES.filterPipeline)) {
    throw new Error(
      `${file.name}: "${name}" is compressed; compressed datasets, which Keras never writes, are not supported`,
    );
  }
  return readLayout(file, { name, shape, dtype, layout: message(MESSAGE_TYPES.layout, 'layout') });
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
      `${file.name}: "${name}" has HDF5 layout version ${version}, class ${kind}; only contiguous and compact layouts of version 3 are supported`,
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
  throw new Error(`${file.name}: "${name}" has a shape but no values`);
}
