import type { Benchmark } from './benchmark.js';
import { metricOfSamples } from './metric-of-samples.js';
import { networkStep } from './network-step.js';

/** Every benchmark, in the order in which they run. */
export const registry: readonly Benchmark[] = [
  networkStep('gapnet-train-128x128x4-b16', {
    network: 'gapnet',
    work: 'training',
    shape: [128, 128, 4],
    batch: 16,
  }),
  networkStep('gapnet-train-299x299x3-b16', {
    network: 'gapnet',
    work: 'training',
    shape: [299, 299, 3],
    batch: 16,
  }),
  networkStep('gapnet-multi-label-train-128x128x4-b16', {
    network: 'gapnet',
    work: 'training',
    task: 'multi-label',
    shape: [128, 128, 4],
    batch: 16,
  }),
  networkStep('inception-train-128x128x3-b8', {
    network: 'inception-v3',
    work: 'training',
    shape: [128, 128, 3],
    batch: 8,
  }),
  networkStep('inception-infer-299-b8', {
    network: 'inception-v3',
    work: 'logits',
    shape: [299, 299, 3],
    batch: 8,
  }),
  networkStep('inception-features-299-b8', {
    network: 'inception-v3',
    work: 'features',
    shape: [299, 299, 3],
    batch: 8,
  }),
  networkStep('gapnet-infer-299-b8', { network: 'gapnet', work: 'logits', shape: [299, 299, 3], batch: 8 }),
  networkStep('mobilenet-train-128x128x4-b16', {
    network: 'mobilenet-v2',
    work: 'training',
    shape: [128, 128, 4],
    batch: 16,
  }),
  networkStep('resnet-18-train-128x128x4-b16', {
    network: 'resnet-18',
    work: 'training',
    shape: [128, 128, 4],
    batch: 16,
  }),
  networkStep('densenet-121-train-128x128x4-b8', {
    network: 'densenet-121',
    work: 'training',
    shape: [128, 128, 4],
    batch: 8,
  }),
  networkStep('mobilenet-infer-224-b8', {
    network: 'mobilenet-v2',
    work: 'logits',
    shape: [224, 224, 3],
    batch: 8,
  }),
  metricOfSamples('metrics-100k-28-confusion', 'confusionMatrix'),
  metricOfSamples('metrics-100k-28-macro-f1', 'macroF1'),
  metricOfSamples('metrics-100k-28-roc-auc', 'rocAuc'),
  metricOfSamples('metrics-100k-28-average-precision', 'averagePrecision'),
];
