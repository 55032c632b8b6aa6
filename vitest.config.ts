import { defineConfig } from 'vitest/config';

// One process per file: TensorFlow.js keeps its backend, kernels and gradients in process-wide registries.
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/test/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
