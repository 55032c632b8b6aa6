import { defineConfig, type ViteUserConfig } from 'vitest/config';
import config from './vitest.config.js';

// What takes minutes on any machine, most of it in shaders that a CPU compiles and runs: `npm run test:slow`.
const slow: ViteUserConfig = defineConfig({ test: { ...config.test, include: ['test/**/*.slow.ts'] } });
export default slow;
