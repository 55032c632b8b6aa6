import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { SHARED } from './vitest.config.js';

// What takes long on any machine, most of it in shaders that a CPU compiles and runs: `npm run test:slow`.
const slow: ViteUserConfig = defineConfig({
  test: {
    ...SHARED,
    include: ['test/**/*.slow.ts', 'packages/*/test/**/*.slow.test.ts', 'benchmarks/test/**/*.slow.test.ts'],
    exclude: configDefaults.exclude,
  },
});
export default slow;
