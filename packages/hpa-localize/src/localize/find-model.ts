import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isPackage } from '../bioimage-io/is-package.js';
import { isOnnxFile } from '../graphs/is-onnx-file.js';

/** A folder of one of several trainings of a model. */
const TRAINING = /^(repeat|fold)-(\d+)$/;

/**
 * Finds the folder of a saved model: the one named, or the folder model/ in it, as a model of a run has it.
 *
 * @throws Error if neither holds a model, or it holds several trainings, naming them.
 */
export function findModel(name: string, { models = '.' }: { readonly models?: string } = {}): string {
  const found = findModels(name, { models });
  if (found.length > 1) {
    const folder = resolve(models, name);
    const inside = found.map((path) => path.slice(folder.length + 1).replace(/\/model$/, ''));
    throw new Error(`${folder} holds ${found.length} trainings; name one of them: ${inside.join(', ')}`);
  }
  return found[0]!;
}

/**
 * Finds the folders of the saved models that a name stands for: one, as `findModel` does, or those of all trainings of a model of a
 * run that was trained several times; or the file that it names: a bioimage.io package, which is a zip file or a description, or an ONNX file.
 *
 * @throws Error if there is no model, or one of the trainings has none yet.
 */
export function findModels(name: string, { models = '.' }: { readonly models?: string } = {}): string[] {
  const folder = resolve(models, name);
  const found = [join(folder, 'model'), folder].find((path) => existsSync(join(path, 'model.json')));
  if (found !== undefined) {
    return [found];
  }
  if ((isPackage(folder) || isOnnxFile(folder)) && statSync(folder, { throwIfNoEntry: false })?.isFile()) {
    return [folder];
  }
  const trainings = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((each) => TRAINING.test(each))
    .sort((a, b) => numberOf(a) - numberOf(b));
  if (trainings.length === 0) {
    throw new Error(
      `${folder} holds no saved model (no model.json in it or in its folder model/), and is no .onnx file and no bioimage.io package (.zip, or its rdf.yaml)`,
    );
  }
  return trainings.flatMap((training) => findModels(training, { models: folder }));
}

function numberOf(training: string): number {
  return Number(TRAINING.exec(training)![2]);
}
