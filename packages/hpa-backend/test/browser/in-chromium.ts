import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'esbuild';

/** The path in Debian's package. */
export const CHROMIUM = '/usr/bin/chromium';

/** Whether chromium is absent, for `describe.skipIf`; logs that it is. */
export function lacksChromium(): boolean {
  const lacks = !existsSync(CHROMIUM);
  if (lacks) {
    console.warn(`not tested in a browser: no ${CHROMIUM}`);
  }
  return lacks;
}

/** What headless chromium opens. */
export interface Site {
  /** Contents by path; `/` is the page. Any other path is not found. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** The page's `location.search` without its question mark. */
  readonly query?: string;
  /** Sent with every file. */
  readonly headers?: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** A page of one script, `/script.js`. */
export const PAGE = '<link rel="icon" href="data:,"><script type="module" src="/script.js"></script>';

/** Bundles a module for browsers, and runs it as {@link openInChromium} does. */
export async function inChromium<Report>(
  entryPoint: string,
  page: Pick<Site, 'query' | 'headers'>,
): Promise<Report> {
  const files = new Map([
    ['/', PAGE],
    ['/script.js', await bundle(entryPoint)],
  ]);
  return openInChromium<Report>({ files, ...page });
}

/** Opens a page in headless chromium with WebGL and WebGPU on the CPU, and returns the JSON that it posts to /report. */
export async function openInChromium<Report>({ files, query = '', headers = {} }: Site): Promise<Report> {
  const profile = mkdtempSync(join(tmpdir(), 'hpa-chromium-'));
  let deliver: (report: Report) => void;
  const delivered = new Promise<Report>((resolve) => {
    deliver = resolve;
  });
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://page');
    const file = files.get(pathname);
    if (pathname === '/report') {
      deliver(JSON.parse(await bodyOf(request)) as Report);
      response.end();
    } else if (file === undefined) {
      response.writeHead(404).end();
    } else {
      const type = TYPES[extname(pathname)] ?? 'text/html';
      response.writeHead(200, { ...headers, 'content-type': type }).end(file);
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

/** How it runs here: without a screen, its GPU drawn by the CPU. */
export const FLAGS: readonly string[] = [
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
