import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { describe, expect, it } from 'vitest';
import { CHROMIUM, FLAGS, lacksChromium } from '../packages/hpa-backend/test/browser/in-chromium.js';

// An app outside the repository, in which @hpa/backend is installed, as Vite's server gives it to a browser: packages are bundled ahead, into
// a folder that holds no other file of theirs.

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const START = `
  import { startBackend } from '@hpa/backend';
  import { square, tensor1d } from '@tensorflow/tfjs-core';
  export async function start() {
    const { device, dispose } = await startBackend('wasm', { threads: 2 });
    const values = [...square(tensor1d([1, 2, 3])).dataSync()];
    dispose();
    return { device, values };
  }
`;
const WORKER = `
  import { start } from './start.js';
  start().then(postMessage, (error) => postMessage(String(error)));
`;
const MAIN = `
  import { start } from './start.js';
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const inWorker = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  });
  const onPage = await start().catch(String);
  globalThis.report = { onPage, inWorker: await inWorker };
`;

/** Makes the app in a folder: its packages are copies or links, so that they are found in node_modules. */
function writeApp(folder: string): void {
  const modules = join(folder, 'node_modules');
  const backend = join(modules, '@hpa', 'backend');
  mkdirSync(backend, { recursive: true });
  for (const part of ['dist', 'package.json']) {
    cpSync(join(ROOT, 'packages', 'hpa-backend', part), join(backend, part), { recursive: true });
  }
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.') && name !== '@hpa') {
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    }
  }
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="/main.js"></script>');
  writeFileSync(join(folder, 'start.js'), START);
  writeFileSync(join(folder, 'worker.js'), WORKER);
  writeFileSync(join(folder, 'main.js'), MAIN);
}

describe.skipIf(lacksChromium())("an app on Vite's server", () => {
  it('starts two threads on its page and in its worker, without configuration but the headers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hpa-vite-'));
    writeApp(folder);
    const server = await createServer({
      configFile: false,
      root: folder,
      logLevel: 'silent',
      server: {
        host: '127.0.0.1',
        port: 0,
        headers: {
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Embedder-Policy': 'require-corp',
        },
      },
    });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS] });
    try {
      await server.listen();
      const page = await browser.newPage();
      await page.goto(server.resolvedUrls!.local[0]!);
      // The server loads the page anew when it has found further packages.
      const report = await page.waitForFunction(() => Reflect.get(globalThis, 'report'), undefined, {
        timeout: 90_000,
      });
      // The processor has a fused multiply-add, or not.
      const device = expect.stringMatching(/^WebAssembly SIMD (with fused multiply-add )?on CPU, 2 threads$/);
      const started = { device, values: [1, 4, 9] };
      expect(await report.jsonValue()).toEqual({ onPage: started, inWorker: started });
    } finally {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
