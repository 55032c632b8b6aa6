import { dirname } from 'node:path';
import type { Callback } from '../../callbacks/callback.js';
import type { History } from '../../state/history.js';
import { makeFolder } from '../make-folder.js';
import { requirePath } from '../require-path.js';
import { writeWhole } from '../write-whole.js';

/**
 * A callback that keeps the history of a run as JSON, a line an epoch, with the names of `History`. Numbers that JSON lacks are
 * texts: `"NaN"`, `"Infinity"` and `"-Infinity"`.
 *
 * The file is replaced whole after every epoch. A run that is resumed goes on after the epochs of its checkpoint, whatever the file
 * holds.
 *
 * @throws TypeError if the path is none; in a run, Error naming the file if the file system refuses it.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { fileCallbacks } from '@hpa/train/node';
 * const record = { epoch: 1, loss: Number.NaN };
 * await fileCallbacks.jsonlHistory('/tmp/history.jsonl').onEpoch(record, { history: [record] });
 * JSON.parse(await readFile('/tmp/history.jsonl', 'utf8')); // { "epoch": 1, "loss": "NaN" }
 */
export function jsonlHistory(path: string): Callback {
  requirePath(path, { name: 'path' });
  const write = async (history: History['epochs']): Promise<void> => {
    await makeFolder(dirname(path));
    await writeWhole(
      path,
      history.map((record) => `${toJson(record)}\n`),
    );
  };
  return {
    name: 'jsonlHistory',
    onStart: ({ history }) => write(history),
    onEpoch: (_, { history }) => write(history),
  };
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'number' && !Number.isFinite(entry) ? String(entry) : entry,
  );
}
