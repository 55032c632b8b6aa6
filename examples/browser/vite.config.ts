import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

// The page as static files of @hpa/localize, which serves them by `hpa-localize app`. Paths are relative, so that any server can.
const config: UserConfig = defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: {
    outDir: fileURLToPath(new URL('../../packages/hpa-localize/dist/page', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 4000,
  },
  worker: { format: 'es' },
});
export default config;
