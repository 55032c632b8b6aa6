import { isPackage } from '../bioimage-io/is-package.js';
import { readTrainingRecord, type TrainingRecord } from '../knowledge/training-record.js';

/**
 * Reads what a saved model was trained on; null if it does not say, as packages of others do not.
 *
 * @throws Error naming the file if it is damaged.
 */
export async function recordOfModel(folder: string): Promise<TrainingRecord | null> {
  return isPackage(folder) ? null : readTrainingRecord(folder);
}
