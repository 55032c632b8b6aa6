import { defineConfig, type ViteUserConfig } from 'vitest/config';

// One process per file: TensorFlow.js keeps its backend, kernels and gradients in process-wide registries.
const config: ViteUserConfig = defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'examples/test/**/*.test.ts',
      'benchmarks/test/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
export default config;
