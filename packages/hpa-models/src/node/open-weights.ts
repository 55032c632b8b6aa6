import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readableError } from '../readable-error.js';
import type { StoredWeights } from '../weights/bytes/stored-weights.js';
import { readCheckpoint } from '../weights/formats/read-checkpoint.js';
import { readSingleFile } from '../weights/formats/read-single-file.js';
import { readTfjsWeights, tfjsShardPaths } from '../weights/formats/read-tfjs-weights.js';
import { type FileSource, fileSource } from './file-source.js';

/**
 * Lists the weights at a path, and keeps the files open until `close()`; a tensor is read when its `read()` is called. The path is
 * one of
 *
 * - a Keras .h5, .weights.h5 or .keras file, or a safetensors file
 * - a TensorFlow checkpoint: its prefix, such as `model.ckpt`, or its .index file
 * - a TensorFlow.js model: its model.json, or the folder that holds it
 *
 * @throws Error if there is no such file, its format is unknown, or it is malformed
 * @example
 * import { mkdtemp } from 'node:fs/promises';
 * import { gapNetPl } from '@hpa/models';
 * import { openWeights, saveClassifier } from '@hpa/models/node';
 * const folder = `${await mkdtemp('/tmp/hpa-')}/model`;
 * await saveClassifier(gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 }), folder);
 * const weights = openWeights(folder);
 * const { shape } = weights.tensors.get('conv1/kernel');
 * weights.close();
 * shape; // [3, 3, 4, 32]
 */
export function openWeights(path: string): StoredWeights & {
  /** Closes the files; tensors can no longer be read. */
  close(): void;
} {
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
    throw readableError(error, path);
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
    throw new Error(`${path}: no such file, nor a checkpoint of this name`);
  }
  if (path.endsWith('.index')) {
    return readCheckpoint({ index: open(path), shards: dataFiles(path).map(open) });
  }
  if (path.endsWith('.json')) {
    const model = open(path);
    const shards = tfjsShardPaths(model).map((shard) => [shard, open(join(dirname(path), shard))] as const);
    return readTfjsWeights({ model, shards: new Map(shards) });
  }
  return readSingleFile(open(path));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The files `NAME.data-00000-of-00002`, ... beside `NAME.index`, in order. */
function dataFiles(index: string): string[] {
  const prefix = `${basename(index, '.index')}.data-`;
  const names = readdirSync(dirname(index)).filter(
    (name) => name.startsWith(prefix) && /-\d{5}-of-\d{5}$/.test(name),
  );
  return names.sort().map((name) => join(dirname(index), name));
}
