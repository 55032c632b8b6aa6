import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { softwareVulkan } from './tools/software-vulkan.js';

const ALL = [
  'packages/*/test/**/*.test.ts',
  'examples/test/**/*.test.ts',
  'benchmarks/test/**/*.test.ts',
  'test/**/*.test.ts',
];
const SLOW = '**/*.slow.test.ts';

/**
 * Tests of functions that change nothing outside themselves, and of networks on an engine that each file starts: many files share a process,
 * which spares each the loading of modules.
 */
const PURE = [
  'packages/hpa-metrics/test/**/*.test.ts',
  'packages/hpa-data/test/{image,labels,leakage,node,segmentation,split,synthetic}/**/*.test.ts',
  'packages/hpa-localize/test/{answers,contracts,experiment,files,knowledge,pages,protocols,report}/**/*.test.ts',
  'packages/hpa-models/test/**/*.test.ts',
  'packages/hpa-train/test/{losses,schedules,search}/**/*.test.ts',
];

/** What the slow tests share. */
export const SHARED = {
  pool: 'forks',
  env: softwareVulkan(),
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const;

const config: ViteUserConfig = defineConfig({
  test: {
    maxWorkers: SHARED.maxWorkers,
    projects: [
      // One process per file: TensorFlow.js keeps its backend, kernels and gradients in process-wide registries.
      {
        test: { ...SHARED, name: 'alone', include: ALL, exclude: [...configDefaults.exclude, SLOW, ...PURE] },
      },
      {
        test: {
          ...SHARED,
          name: 'together',
          isolate: false,
          include: PURE,
          exclude: [...configDefaults.exclude, SLOW],
        },
      },
    ],
  },
});
export default config;
