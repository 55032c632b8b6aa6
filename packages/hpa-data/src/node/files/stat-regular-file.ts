import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileError } from './file-error.js';
import { requireRegular } from './open-regular-file.js';

/**
 * Describes a regular file, without opening it.
 *
 * @throws Error naming the file if there is none, or it is a folder, pipe, socket or device.
 */
export async function statRegularFile(path: string): Promise<Stats> {
  let stats: Stats;
  try {
    stats = await stat(path);
  } catch (cause) {
    throw await fileError(path, cause);
  }
  requireRegular(stats, path);
  return stats;
}
