import type { Dataset } from '../dataset/open-dataset.js';
import type { TrainingRecord } from '../knowledge/training-record.js';
import { scaleInWords } from '../report/words/scale-in-words.js';
import { say } from './say.js';

/** Says at which scale the images of a dataset are, if they were brought to one. */
export function sayScale({ scale }: Pick<Dataset, 'scale'>): void {
  if (scale !== undefined) {
    say(`scale: ${scaleInWords({ scale })}`);
  }
}

/** Says in a line whether images are at the scale at which a model was trained; nothing of drawn cells. */
export function sayScaleFor(
  record: Pick<TrainingRecord, 'scale'> | null,
  dataset: Parameters<typeof scaleForModel>[1],
): void {
  if (dataset.layout !== 'synthetic') {
    say(`scale: ${scaleForModel(record, dataset)}`);
  }
}

/** The scale of images in words and, where they have none or a model knows none, what is not known. */
export function scaleForModel(
  record: Pick<TrainingRecord, 'scale'> | null,
  {
    scale,
    samples,
    images: { height, width },
  }: Pick<Dataset, 'scale' | 'layout' | 'samples'> & {
    readonly images: Pick<Dataset['images'], 'height' | 'width'>;
  },
): string {
  const trained = record?.scale;
  if (scale !== undefined) {
    const words = `${scaleInWords({ scale })}`;
    return trained === undefined ? `${words}; the model does not say at which it was trained` : words;
  }
  const stated = samples.every(({ pixelSize }) => pixelSize !== undefined);
  const why =
    trained !== undefined
      ? `the model was trained at ${trained} micrometers a pixel, ${stated ? 'but none is asked for' : 'and the images do not state the size of theirs (--pixel-size does)'}`
      : stated
        ? 'the images state the size of their pixels, but not the model at which scale it was trained'
        : 'unknown, of the images and of the model';
  return `${why}; each image fills ${height} x ${width} pixels`;
}
