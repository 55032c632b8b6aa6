import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

/**
 * What a browser is told of every file: that the page is alone in its process, which is what lets WebAssembly use threads; and to ask
 * anew after an update.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/** An origin that a Content-Security-Policy can name: nothing in it ends the name. */
const PLAIN_ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d+)?$/;

/** A server that is up. */
export interface ServedApp {
  /** Where a browser finds the page. */
  readonly url: string;
  /** Ends the server, and the connections that are open. */
  close(): Promise<void>;
}

/**
 * Serves the page, and a model beside it, to this machine alone: on loopback, and only to those who ask for it by that name, so that no
 * other site can have itself resolved to it.
 *
 * @throws Error if the port is taken or not allowed.
 */
export async function serveApp({
  page,
  model,
  port,
}: {
  /** Folder of the built page. */
  readonly page: string;
  /** Folder of the saved model that the page opens first. */
  readonly model: string;
  /** From 1 to 65,535; 0 takes one that is free. */
  readonly port: number;
}): Promise<ServedApp> {
  const options = { dev: true, etag: true, setHeaders };
  const servePage = sirv(page, options);
  const serveModel = sirv(model, options);
  const server = createServer((request, response) => {
    if (!isOwnName(request.headers.host) || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return refuse(response, 403);
    }
    if (request.url?.startsWith('/model/')) {
      // sirv takes the path from the address; the folder of the model is its root.
      request.url = request.url.slice('/model'.length);
      return serveModel(request, response, () => refuse(response, 404));
    }
    return servePage(request, response, () => refuse(response, 404));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is taken: name another, or none`)
          : new Error(`port ${port} cannot be opened: ${error.message}`),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${own}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whether the server is asked for by a name of this machine. */
function isOwnName(host: IncomingMessage['headers']['host']): boolean {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host ?? '');
}

function setHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) {
    response.setHeader(name, value);
  }
  response.setHeader('Content-Security-Policy', contentPolicy(modelOrigin(response.req)));
}

/** That the page may load from, and send to, nothing but this server and, if there is one, the site of a model. */
function contentPolicy(origin: string | undefined): string {
  const connect = ["'self'", 'blob:', 'data:', ...(origin === undefined ? [] : [origin])].join(' ');
  return `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src ${connect}; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`;
}

/**
 * The site of the model that the address of the page names, if a person gave it in the page or typed the address: a link of another site
 * cannot have the page load from there.
 */
function modelOrigin({ url = '/', headers }: IncomingMessage): string | undefined {
  const address = new URLSearchParams(url.split('?')[1]).get('model') ?? '';
  const isOwnWish = ['none', 'same-origin'].includes(`${headers['sec-fetch-site']}`);
  if (!isOwnWish || !URL.canParse(address)) {
    return undefined;
  }
  const { origin } = new URL(address);
  return PLAIN_ORIGIN.test(origin) ? origin : undefined;
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end();
}
