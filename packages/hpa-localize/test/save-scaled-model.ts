import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { writeTrainingRecord } from '../src/knowledge/training-record.js';
import { recordAt } from './record-at.js';

/** Rows and columns of the images of the model. */
export const SIZE = 32;
/** Micrometers along a pixel of these images. */
export const SCALE = 0.4;

/** Saves an untrained model of two classes, whose record says at which scale it was trained. */
export async function saveScaledModel(folder: string): Promise<void> {
  const backend = await startBackend('cpu');
  const classes = [
    { id: 25, name: 'Cytosol' },
    { id: 2, name: 'Nucleoli' },
  ];
  const model = gapNetPl({ input: { height: SIZE, width: SIZE }, classes, seed: 1 });
  await saveClassifier(model, folder);
  backend.dispose();
  await writeTrainingRecord(folder, recordAt({ scale: SCALE, size: SIZE, classes }));
}
