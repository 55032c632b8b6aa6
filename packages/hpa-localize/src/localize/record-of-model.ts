import { isPackage } from '../bioimage-io/is-package.js';
import { isOnnxFile } from '../graphs/is-onnx-file.js';
import { readTrainingRecord, type TrainingRecord } from '../knowledge/training-record.js';

/**
 * Reads what a saved model was trained on; null if it does not say, as packages and ONNX files do not.
 *
 * @throws Error naming the file if it is damaged.
 */
export async function recordOfModel(folder: string): Promise<TrainingRecord | null> {
  return isPackage(folder) || isOnnxFile(folder) ? null : readTrainingRecord(folder);
}
