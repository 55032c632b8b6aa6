import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { Answer } from './chromium-worker.js';
import type { Configuration, Measured } from './configuration.js';

/** The path in Debian's package; elsewhere an installed Chrome is taken. */
const CHROMIUM = '/usr/bin/chromium';

/** What isolates a page from other origins, so that wasm has threads. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

/**
 * Measures a configuration in headless Chromium, in a worker of a page that is isolated from other origins.
 *
 * @throws Error naming the reason if there is no Chromium or the benchmark fails there.
 */
export async function measureInChromium(configuration: Configuration): Promise<Measured> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('chromium-worker.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    external: ['@hpa/models/onnx'],
    write: false,
    logLevel: 'error',
  });
  const server = createServer(({ url }, response) => {
    const type = url === '/worker.js' ? 'text/javascript' : 'text/html';
    response.writeHead(200, { ...HEADERS, 'content-type': type });
    response.end(url === '/worker.js' ? outputFiles[0]!.text : '<!doctype html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : { channel: 'chrome' }),
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const answer = await page.evaluate(
      (sent) =>
        new Promise<Answer>((resolve) => {
          const worker = new Worker('/worker.js', { type: 'module' });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => resolve({ error: message });
          worker.postMessage(sent);
        }),
      configuration,
    );
    if ('error' in answer) {
      throw new Error(answer.error);
    }
    return answer;
  } finally {
    await browser.close();
    server.close();
  }
}
