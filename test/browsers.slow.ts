import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCellImage } from '@hpa/data/node';
import { build as esbuild } from 'esbuild';
import sharp from 'sharp';
import { build as vite } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacksChromium, openInChromium, PAGE } from '../packages/hpa-backend/test/browser/in-chromium.js';
import { type PageReport, trainOnce } from './support/browser-app.js';

// An app that imports the built packages, as bundlers make it without configuration, opened in Chromium.

const ENTRY = fileURLToPath(new URL('support/browser-page.ts', import.meta.url));
const WASM = 'tfjs-backend-wasm-simd.wasm';
/** Other instructions for the last bits of sums, at most. */
const TOLERANCE = 1e-4;

/** Headers of a page that is isolated from other origins. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** The processor has a fused multiply-add, or not. */
const plain = (device: string): string => device.replace(' with fused multiply-add', '');

/** Contents by path. */
type Files = ReadonlyMap<string, string | Uint8Array>;

async function bundleByEsbuild(): Promise<Files> {
  const { outputFiles, warnings } = await esbuild({
    entryPoints: { script: ENTRY },
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: '/',
    write: false,
    logLevel: 'silent',
    // Not the repository's, whose paths lead to the sources of the packages instead of what is published.
    tsconfigRaw: '{}',
  });
  expect(warnings).toEqual([]);
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

async function bundleByVite(): Promise<Files> {
  const warnings: string[] = [];
  const built = await vite({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: {
        input: { script: ENTRY },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        onLog: (level, { message }) => {
          if (level === 'warn') {
            warnings.push(message);
          }
        },
      },
    },
  });
  expect(warnings.filter((warning) => warning.includes('@hpa'))).toEqual([]);
  const { output } = built as { readonly output: readonly { fileName: string; code?: string }[] };
  return new Map(output.map(({ fileName, code = '' }) => [`/${fileName}`, code]));
}

describe.skipIf(lacksChromium())('an app of all five packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hpa-browsers-'));
  const imageFile = join(folder, 'cell.png');
  let inNode: Awaited<ReturnType<typeof trainOnce>>;
  let cell: number[];
  const bundles: Record<string, Files> = {};
  const open = (
    bundler: string,
    { query = '', headers = {}, files = [] as [string, Uint8Array][] } = {},
  ): Promise<PageReport> =>
    openInChromium<PageReport>({
      files: new Map([['/', PAGE], ['/cell.png', readFileSync(imageFile)], ...bundles[bundler]!, ...files]),
      query,
      headers,
    });
  const succeed = (report: PageReport): Exclude<PageReport, { refused: string }> => {
    if ('refused' in report) {
      throw new Error(report.refused);
    }
    return report;
  };

  beforeAll(async () => {
    const levels = Uint8Array.from({ length: 11 * 9 * 3 }, (_, i) => (i * 73) % 256);
    await sharp(levels, { raw: { height: 11, width: 9, channels: 3 } }).toFile(imageFile);
    const channels = { microtubules: imageFile, protein: imageFile, nucleus: imageFile };
    cell = [...(await readCellImage(channels, { height: 5, width: 6 })).data];
    inNode = await trainOnce({ engine: 'wasm' });
    bundles.esbuild = await bundleByEsbuild();
    bundles.vite = await bundleByVite();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['esbuild', 'vite'])('imports no module of Node, bundled by %s', (bundler) => {
    const scripts = [...bundles[bundler]!].filter(([path]) => path.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(3);
    for (const [path, code] of scripts) {
      expect(code.toString().match(/(from|import|require)\s*\(?\s*["'`]node:\w+/g), path).toBeNull();
    }
  });

  it.each(['esbuild', 'vite'])(
    'trains on wasm in Chromium as in Node, and reads pictures as Node does, bundled by %s',
    async (bundler) => {
      const report = succeed(await open(bundler));
      expect(report).toMatchObject({ name: 'wasm', threads: 1 });
      expect(Number.isFinite(report.loss)).toBe(true);
      expect(Math.abs(report.loss - inNode.loss)).toBeLessThan(TOLERANCE);
      expect(report.accuracy).toEqual(inNode.accuracy);
      for (const levels of Object.values(report.cells)) {
        expect(levels).toEqual(cell);
      }
      expect(Object.keys(report.cells)).toHaveLength(7);
      expect(report.tiff).toMatch(/^cell\.tif: this browser cannot decode it \(4 bytes of image\/tiff\)/);
      expect(report.warnings).toEqual([]);
    },
  );

  it.each(['esbuild', 'vite'])(
    'trains on several threads where the page is isolated, to the same bits as on one, bundled by %s',
    async (bundler) => {
      const [one, two] = [
        succeed(await open(bundler, { query: 'threads=1', headers: ISOLATED })),
        succeed(await open(bundler, { query: 'threads=2', headers: ISOLATED })),
      ];
      const elsewhere = succeed(await open(bundler, { query: 'threads=2' }));
      expect(plain(one.device)).toBe('WebAssembly SIMD on CPU, 1 thread');
      expect(plain(two.device)).toBe('WebAssembly SIMD on CPU, 2 threads');
      expect(plain(elsewhere.device)).toBe(
        'WebAssembly SIMD on CPU, 1 thread (more need a page that is cross-origin isolated)',
      );
      for (const { loss, weights, scores } of [two, elsewhere]) {
        expect({ loss, weights, scores }).toEqual({
          loss: one.loss,
          weights: one.weights,
          scores: one.scores,
        });
      }
      expect(two.weights).toMatch(/^[0-9a-f]{64}$/);
      expect(Math.abs(two.loss - inNode.loss)).toBeLessThan(TOLERANCE);
      // A page loads one of the two binaries.
      const loads = (chunk: string) =>
        [one, two, elsewhere].map(({ loaded }) => loaded.some((path) => path.includes(chunk)));
      expect(loads('wasm-binary')).toEqual([true, false, true]);
      expect(loads('shared-memory-wasm')).toEqual([false, true, false]);
    },
  );

  it('takes the wasm file from where setWasmPaths says, if it says so', async () => {
    const { resolve } = createRequire(import.meta.url);
    const binary = readFileSync(resolve(`@tensorflow/tfjs-backend-wasm/dist/${WASM}`));
    const report = succeed(
      await open('esbuild', { query: 'prefix=/own/', files: [[`/own/${WASM}`, binary]] }),
    );
    expect(report.loaded).toContain(`/own/${WASM}`);
    expect(report.loaded.filter((path) => path.includes('wasm-binary'))).toEqual([]);
    expect(await open('esbuild', { query: 'prefix=/nowhere/' })).toEqual({
      refused: `backend wasm cannot start here: wasm: tfjs-backend-wasm did not initialize from /nowhere/${WASM} (status 404, no type): correct the path given to setWasmPaths, or give none: @hpa/backend brings the file`,
    });
  });

  it("trains on an isolated page whose Content-Security-Policy allows no more than 'wasm-unsafe-eval', on several threads if it allows them too", async () => {
    const policy = "default-src 'self'; img-src data:; script-src 'self' 'wasm-unsafe-eval'";
    const headers = { ...ISOLATED, 'content-security-policy': policy };
    const report = succeed(await open('vite', { query: 'threads=2', headers }));
    expect(report).toMatchObject({ name: 'wasm', threads: 1, warnings: [] });
    const blobs = { ...headers, 'content-security-policy': `${policy}; worker-src blob:` };
    expect(succeed(await open('vite', { query: 'threads=2', headers: blobs }))).toMatchObject({ threads: 2 });
  });

  it('says loudly, and what to do, where a Content-Security-Policy leaves only plain JavaScript', async () => {
    const headers = { 'content-security-policy': "default-src 'self'; img-src data:" };
    const { name, passedOver, warnings } = succeed(await open('esbuild', { query: 'engine=auto', headers }));
    expect(name).toBe('cpu');
    const [wasm] = passedOver.filter((engine) => engine.name === 'wasm');
    expect(wasm!.reason).toMatch(
      /^WebAssembly is not allowed here: add 'wasm-unsafe-eval' to script-src of the page's Content-Security-Policy/,
    );
    const loud = warnings.filter((warning) => warning.includes('no engine started but plain JavaScript'));
    expect(loud).toHaveLength(1);
    expect(loud[0]).toContain(wasm!.reason);
  });
});
