import { averagePrecision, type ClassificationData, confusionMatrix, macroF1, rocAuc } from '@hpa/metrics';
import type { Benchmark } from './benchmark.js';

const METRICS = { confusionMatrix, macroF1, rocAuc, averagePrecision } as const;

/** As many as a large data set of cells has. */
const SAMPLES = 100_000;
/** As many as the locations of the Human Protein Atlas competition of 2018. */
const CLASSES = 28;

/** A benchmark of one metric of samples with several labels, from plain arrays; scikit-learn starts from NumPy arrays. */
export function metricOfSamples(name: string, metric: keyof typeof METRICS): Benchmark {
  return {
    name,
    batch: SAMPLES,
    engines: ['javascript', 'scikit-learn'],
    async prepare({ batch }) {
      const data = drawSamples(batch);
      return {
        parameters: { total: 0, trainable: 0 },
        async run() {
          requireResult(METRICS[metric](data));
        },
        dispose() {},
      };
    },
    peer: ({ batch }) => ({
      script: 'metric_of_samples.py',
      workload: { metric, samples: batch, classes: CLASSES },
    }),
  };
}

/**
 * Samples with about two labels each: the classes are as unequal as in the competition, and scores of true classes are higher.
 * peers/metric_of_samples.py draws the same ones.
 */
function drawSamples(count: number): ClassificationData {
  const labels: number[][] = [];
  const scores: number[][] = [];
  for (let sample = 0; sample < count; sample++) {
    const held: number[] = [];
    const row: number[] = [];
    for (let index = 0; index < CLASSES; index++) {
      const place = sample * CLASSES + index;
      // The first sample holds every class and the second none, so that every metric is defined.
      const holds = sample < 2 ? sample === 0 : random(2 * place) < 0.4 * 0.8 ** index;
      if (holds) {
        held.push(index);
      }
      row.push(0.35 * Number(holds) + 0.65 * random(2 * place + 1));
    }
    labels.push(held);
    scores.push(row);
  }
  return { task: 'multi-label', labels, scores };
}

/** A number in [0, 1) that follows from an integer, by the finalizer of xxHash32. */
function random(seed: number): number {
  let bits = Math.imul(seed, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca77);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae3d);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

/** A wrong result must not count as fast. */
function requireResult(result: ReturnType<(typeof METRICS)[keyof typeof METRICS]>): void {
  const value = typeof result === 'object' && 'macro' in result ? result.macro : result;
  if (value === null || Number.isNaN(value)) {
    throw new Error(`the metric must be defined; received ${value}`);
  }
}
