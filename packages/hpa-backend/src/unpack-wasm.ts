import { decodeBase64 } from './decode-base64.js';

/** A response with a WebAssembly binary, in a browser; `packed` is its base64 after gzip. */
export function unpackWasm(packed: string): Response {
  const bytes = new Blob([decodeBase64(packed)]).stream();
  return new Response(bytes.pipeThrough(new DecompressionStream('gzip')), {
    headers: { 'content-type': 'application/wasm' },
  });
}
