import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApp, serveApp } from '../../src/app/serve-app.js';

const scratch = mkdtempSync(join(tmpdir(), 'hpa-app-'));
const page = join(scratch, 'page');
const model = join(scratch, 'run', 'model');
let served: ServedApp;

beforeAll(async () => {
  mkdirSync(page);
  mkdirSync(model, { recursive: true });
  writeFileSync(join(page, 'index.html'), 'the page');
  writeFileSync(join(page, 'script.js'), '1');
  writeFileSync(join(model, 'model.json'), '{}');
  writeFileSync(join(scratch, 'run', 'secret.txt'), 'secret');
  served = await serveApp({ page, model, port: 0 });
});
afterAll(async () => {
  await served.close();
  rmSync(scratch, { recursive: true });
});

/** Asks as it is written: `fetch` would tidy the path and set the host itself. */
function ask(
  path: string,
  { method = 'GET', host = 'localhost', site }: { method?: string; host?: string; site?: string } = {},
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  const { port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { port, path, method, headers: { host, ...(site && { 'sec-fetch-site': site }) } },
      (response) => {
        let body = '';
        response.on('data', (part: Buffer) => {
          body += part.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode!, body, headers: response.headers }));
      },
    );
    asked.on('error', reject).end();
  });
}

describe('the server of the page', () => {
  it('gives the page, its scripts and the model beside it', async () => {
    expect(await ask('/')).toMatchObject({ status: 200, body: 'the page' });
    expect(await ask('/script.js')).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringContaining('javascript') },
    });
    expect(await ask('/model/model.json')).toMatchObject({ status: 200, body: '{}' });
    expect(await ask('/nothing')).toMatchObject({ status: 404 });
    expect(await ask('/model/nothing')).toMatchObject({ status: 404 });
  });

  it('isolates the page, and lets it send to nothing but this server', async () => {
    const { headers } = await ask('/');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect(headers['content-security-policy']).toContain("connect-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/https?:|\*/);
  });

  it('lets it load a model from one other site, that a person named in it or in the address', async () => {
    const allowed = async (model: string, site?: string) => {
      const { headers } = await ask(`/?engine=wasm&model=${encodeURIComponent(model)}`, {
        ...(site && { site }),
      });
      return /connect-src ([^;]*);/.exec(`${headers['content-security-policy']}`)![1];
    };
    const own = "'self' blob: data:";
    for (const site of ['same-origin', 'none']) {
      expect(await allowed('https://example.org:8443/a/model.json', site)).toBe(
        `${own} https://example.org:8443`,
      );
    }
    expect(await allowed('https://example.org/model.json', 'cross-site')).toBe(own);
    expect(await allowed('https://example.org/model.json')).toBe(own);
    expect(await allowed('./model/model.json', 'none')).toBe(own);
    expect(await allowed('file:///etc/passwd', 'none')).toBe(own);
    // A host may have a semicolon, which would begin another directive.
    expect(await allowed('https://a;script-src/model.json', 'none')).toBe(own);
  });

  it.each([
    '/../run/secret.txt',
    '/model/../secret.txt',
    '/model/%2e%2e/secret.txt',
    '/model/..%2fsecret.txt',
  ])('gives nothing beside its folders: %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).toBe('');
  });

  it.each(['//', '/%', '/model/%E0%A4%A', '/model//', 'http://'])(
    'goes on after an address that is none: %s',
    async (path) => {
      expect((await ask(path)).status).toBeGreaterThanOrEqual(200);
      expect(await ask('/script.js')).toMatchObject({ status: 200 });
    },
  );

  it('answers those alone who ask for this machine by name, and who only read', async () => {
    expect(await ask('/', { host: 'example.org' })).toMatchObject({ status: 403, body: '' });
    expect(await ask('/', { host: '127.0.0.1:1' })).toMatchObject({ status: 200 });
    expect(await ask('/', { method: 'POST' })).toMatchObject({ status: 403 });
  });

  it('listens on loopback alone', () => {
    expect(new URL(served.url).hostname).toBe('localhost');
  });

  it('says which port is taken', async () => {
    const port = Number(new URL(served.url).port);
    await expect(serveApp({ page, model, port })).rejects.toThrow(`port ${port} is taken`);
  });
});
