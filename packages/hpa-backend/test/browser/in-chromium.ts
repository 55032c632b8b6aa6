import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The path in Debian's package. */
const CHROMIUM = '/usr/bin/chromium';

/** Whether chromium is absent, for `describe.skipIf`; logs that it is. */
export function lacksChromium(): boolean {
  const lacks = !existsSync(CHROMIUM);
  if (lacks) {
    console.warn(`not tested in a browser: no ${CHROMIUM}`);
  }
  return lacks;
}

/**
 * Bundles a module for browsers, runs it in headless chromium with WebGL and WebGPU on the CPU, and returns the JSON that the
 * page posts to /report. `query` is the page's `location.search` without its question mark.
 */
export async function inChromium<Report>(
  entryPoint: string,
  { query }: { readonly query: string },
): Promise<Report> {
  const script = await bundle(entryPoint);
  const profile = mkdtempSync(join(tmpdir(), 'hpa-chromium-'));
  let deliver: (report: Report) => void;
  const delivered = new Promise<Report>((resolve) => {
    deliver = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.url === '/script.js') {
      response.setHeader('content-type', 'text/javascript').end(script);
    } else if (request.url === '/report') {
      deliver(JSON.parse(await bodyOf(request)) as Report);
      response.end();
    } else {
      response.setHeader('content-type', 'text/html').end('<script type="module" src="/script.js"></script>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = spawn(
    CHROMIUM,
    [...FLAGS, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/?${query}`],
    // In its own process group, so that every process can be ended: those that outlive the browser still write to its profile.
    { stdio: 'ignore', detached: true },
  );
  const ended = new Promise<void>((resolve) => {
    browser.once('close', () => resolve());
  });
  const endedEarly = ended.then(() => {
    throw new Error('chromium ended before its page reported');
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the page did not report within 90 s')), 90_000);
  });
  try {
    return await Promise.race([delivered, endedEarly, late]);
  } finally {
    clearTimeout(timer);
    if (browser.exitCode === null) {
      process.kill(-browser.pid!, 'SIGKILL');
    }
    await ended;
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--no-first-run',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

async function bundle(entryPoint: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
    // Imported in Node only.
    external: ['../node/*', 'fs', 'os', 'path', 'perf_hooks', 'worker_threads', 'crypto'],
  });
  return outputFiles[0]!.text;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
  }
  return body;
}
