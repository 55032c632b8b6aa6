import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { StoredWeights } from '../weights/bytes/stored-weights.js';
import { readCheckpoint } from '../weights/formats/read-checkpoint.js';
import { readTfjsWeights, tfjsShardPaths } from '../weights/formats/read-tfjs-weights.js';
import { readWeights } from '../weights/read-weights.js';
import { type FileSource, fileSource } from './file-source.js';

/** Weights in files that are open until closed. */
export interface OpenWeights extends StoredWeights {
  /** Closes the files; tensors cannot be read afterwards. */
  close(): void;
}

/**
 * Opens weights by path, reading names and shapes alone:
 *
 * - a Keras .h5 or .keras, or a safetensors file
 * - a TensorFlow checkpoint: its prefix, such as `model.ckpt`, or its .index file
 * - a TensorFlow.js model: its model.json, or the folder that has one
 *
 * @throws Error naming the file if there is none, it is in no known format, or it is malformed
 */
export function openWeights(path: string): OpenWeights {
  const files: FileSource[] = [];
  const open = (file: string): FileSource => {
    const source = fileSource(file);
    files.push(source);
    return source;
  };
  const close = () => {
    for (const file of files.splice(0)) {
      file.close();
    }
  };
  try {
    return { ...readFormat(path, open), close };
  } catch (error) {
    close();
    throw error;
  }
}

function readFormat(path: string, open: (file: string) => FileSource): StoredWeights {
  if (isFolder(path)) {
    return readFormat(join(path, 'model.json'), open);
  }
  if (existsSync(`${path}.index`)) {
    return readFormat(`${path}.index`, open);
  }
  if (!existsSync(path)) {
    throw new Error(`${path}: there are no weights`);
  }
  if (path.endsWith('.index')) {
    return readCheckpoint({ index: open(path), shards: dataFiles(path).map(open) });
  }
  if (path.endsWith('.json')) {
    const model = open(path);
    const shards = tfjsShardPaths(model).map((shard) => [shard, open(join(dirname(path), shard))] as const);
    return readTfjsWeights({ model, shards: new Map(shards) });
  }
  return readWeights(open(path));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** `NAME.data-00000-of-00002` and so on beside `NAME.index`, in order. */
function dataFiles(index: string): string[] {
  const prefix = `${basename(index, '.index')}.data-`;
  const names = readdirSync(dirname(index)).filter(
    (name) => name.startsWith(prefix) && /-\d{5}-of-\d{5}$/.test(name),
  );
  return names.sort().map((name) => join(dirname(index), name));
}
