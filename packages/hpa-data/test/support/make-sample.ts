import type { Sample } from '../../src/index.js';

/** Makes a sample without files. */
export function makeSample(id: string, rest: Partial<Sample> = {}): Sample {
  return {
    id,
    labels: [0],
    channels: { microtubules: `${id}/m`, protein: `${id}/p`, nucleus: `${id}/n`, er: `${id}/e` },
    ...rest,
  };
}
