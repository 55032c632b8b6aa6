import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { softwareVulkan } from './tools/software-vulkan.js';

// One process per file: TensorFlow.js keeps its backend, kernels and gradients in process-wide registries.
const config: ViteUserConfig = defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'examples/test/**/*.test.ts',
      'benchmarks/test/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    exclude: [...configDefaults.exclude, '**/*.slow.test.ts'],
    pool: 'forks',
    env: softwareVulkan(),
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
export default config;
