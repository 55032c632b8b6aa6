import { dirname } from 'node:path';
import type { Callback } from '../../callbacks/callback.js';
import type { EpochRecord, History } from '../../state/history.js';
import { makeFolder } from '../make-folder.js';
import { requirePath } from '../require-path.js';
import { writeWhole } from '../write-whole.js';

/**
 * A callback that keeps the history of a run as a table, a row an epoch: epoch, loss, accuracy, validation_<metric> for each metric,
 * learning_rate, seconds and images_per_second.
 *
 * The file is replaced whole after every epoch. A run that is resumed goes on after the epochs of its checkpoint, whatever the file
 * holds.
 *
 * @throws TypeError if the path is none; in a run, Error naming the file if the file system refuses it.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { fileCallbacks } from '@hpa/train/node';
 * const record = { epoch: 1, loss: 0.5, accuracy: 1, learningRate: 0.1, seconds: 2, imagesPerSecond: 8 };
 * await fileCallbacks.csvHistory('/tmp/history.csv').onEpoch(record, { history: [record] });
 * (await readFile('/tmp/history.csv', 'utf8')).split('\n')[1]; // "1,0.5,1,0.1,2,8"
 */
export function csvHistory(path: string): Callback {
  requirePath(path, { name: 'path' });
  const write = async (history: History['epochs']): Promise<void> => {
    await makeFolder(dirname(path));
    await writeWhole(path, toTable(history));
  };
  return {
    name: 'csvHistory',
    onStart: ({ history }) => write(history),
    onEpoch: (_, { history }) => write(history),
  };
}

function toTable(history: History['epochs']): string[] {
  const metrics = [...new Set(history.flatMap(({ validation }) => Object.keys(validation ?? {})))];
  const columns: readonly (readonly [name: string, value: (record: EpochRecord) => number | undefined])[] = [
    ['epoch', ({ epoch }) => epoch],
    ['loss', ({ loss }) => loss],
    ['accuracy', ({ accuracy }) => accuracy],
    ...metrics.map(
      (metric) => [`validation_${metric}`, ({ validation }: EpochRecord) => validation?.[metric]] as const,
    ),
    ['learning_rate', ({ learningRate }) => learningRate],
    ['seconds', ({ seconds }) => seconds],
    ['images_per_second', ({ imagesPerSecond }) => imagesPerSecond],
  ];
  const rows = history.map((record) => columns.map(([, value]) => value(record) ?? ''));
  return [columns.map(([name]) => quoted(name)), ...rows].map((cells) => `${cells.join(',')}\n`);
}

/** RFC 4180: a cell with commas, quotes or line ends stands in quotes. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
