import { ByteCursor } from '../../bytes/byte-cursor.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import { expectSignature } from './expect-signature.js';
import type { Located } from './object-messages.js';

/** One entry of a group. */
export interface GroupEntry {
  readonly name: string;
  /** Address of the object header. */
  readonly address: number;
}

/**
 * Lists a group by its symbol-table message: a B-tree of version 1 (section III.A.1 of the specification) over
 * symbol-table nodes (III.C), names in a local heap (III.D).
 *
 * @throws Error if one of them is malformed, or an entry is a soft link
 */
export function groupEntries(file: ByteSource, message: Located): GroupEntry[] {
  const cursor = new ByteCursor(message.bytes, `${file.name}: symbol table`);
  const tree = cursor.u64();
  const names = readHeap(file, cursor.u64());
  const entries: GroupEntry[] = [];
  const visited = new Set<number>();
  walk(tree, 'TREE');
  return entries;

  function walk(address: number, signature: 'TREE' | 'SNOD'): void {
    if (visited.has(address)) {
      throw new Error(`${file.name}: an HDF5 group contains itself at ${address}`);
    }
    visited.add(address);
    if (signature === 'TREE') {
      for (const child of children(file, address)) {
        walk(child.address, child.signature);
      }
    } else {
      entries.push(...symbols(file, { address, names }));
    }
  }
}

function* children(
  file: ByteSource,
  address: number,
): Generator<{ readonly address: number; readonly signature: 'TREE' | 'SNOD' }> {
  const node = new ByteCursor(file.read(address, 24), `${file.name}: group at ${address}`);
  expectSignature(node, 'TREE', file.name);
  const type = node.u8();
  if (type !== 0) {
    throw new Error(`${file.name}: the HDF5 tree at ${address} has type ${type}, which is not a group`);
  }
  const level = node.u8();
  const used = node.u16();
  // Keys of 8 bytes precede each child and follow the last.
  const rest = new ByteCursor(file.read(address + 24, 16 * used), `${file.name}: group at ${address}`);
  for (let i = 0; i < used; i++) {
    rest.skip(8);
    yield { address: rest.u64(), signature: level > 0 ? 'TREE' : 'SNOD' };
  }
}

const SYMBOL_BYTES = 40;
const SOFT_LINK = 2;

function symbols(
  file: ByteSource,
  { address, names }: { readonly address: number; readonly names: Uint8Array },
): GroupEntry[] {
  const node = new ByteCursor(file.read(address, 8), `${file.name}: symbols at ${address}`);
  expectSignature(node, 'SNOD', file.name);
  node.skip(2);
  const count = node.u16();
  const rest = new ByteCursor(
    file.read(address + 8, SYMBOL_BYTES * count),
    `${file.name}: symbols at ${address}`,
  );
  return Array.from({ length: count }, () => {
    const name = nameAt(names, { offset: rest.u64(), file: file.name });
    const header = rest.u64();
    const kind = rest.u32();
    rest.skip(20);
    if (kind === SOFT_LINK) {
      throw new Error(`${file.name}: "${name}" is a soft link; soft links are not supported`);
    }
    return { name, address: header };
  });
}

function readHeap(file: ByteSource, address: number): Uint8Array {
  const heap = new ByteCursor(file.read(address, 32), `${file.name}: names at ${address}`);
  expectSignature(heap, 'HEAP', file.name);
  heap.skip(4);
  const length = heap.u64();
  heap.skip(8);
  return file.read(heap.u64(), length);
}

/** Reads a name, which ends at a zero byte. */
function nameAt(
  names: Uint8Array,
  { offset, file }: { readonly offset: number; readonly file: string },
): string {
  const end = names.indexOf(0, offset);
  if (!(offset < names.length) || end < 0) {
    throw new Error(`${file}: the name at ${offset} has no end`);
  }
  const name = new TextDecoder().decode(names.subarray(offset, end));
  if (name === '' || name.includes('/')) {
    throw new Error(`${file}: "${name}" cannot name an HDF5 object`);
  }
  return name;
}
