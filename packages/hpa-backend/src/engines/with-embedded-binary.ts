import { unpackWasm } from '../unpack-wasm.js';

/** What the Emscripten script of tfjs-backend-wasm exports, as far as this file uses it. */
type EmscriptenFactory = (options: { locateFile(name: string, prefix: string): string }) => unknown;

/** What tfjs-backend-wasm asked for while it started. */
export interface BinaryRequest {
  /** Where it expected its binary; undefined if it asked for none. */
  url?: string;
  /** What the server answered, if the binary came from one. */
  answer?: string;
}

const NAME = 'tfjs-backend-wasm-simd.wasm';

/**
 * Runs `start` while the binary of tfjs-backend-wasm is at hand, in a browser: a request for the file beside its script, where
 * a bundler rarely puts it, is answered from this package. A path set by the user with `setWasmPaths` is fetched as ever.
 *
 * tfjs-backend-wasm takes its binary from `fetch` alone and does not tell which paths it was given, so `fetch` is replaced
 * until `start` is done. Any other request passes through.
 */
export async function withEmbeddedBinary<Result>(
  start: () => Promise<Result>,
  { request }: { readonly request: BinaryRequest },
): Promise<Result> {
  const beside = await besideScript();
  const { fetch: own } = globalThis;
  const answering: typeof fetch = async (input, init) => {
    if (typeof input !== 'string' || !/\.wasm([?#]|$)/.test(input)) {
      return own(input, init);
    }
    request.url = input;
    if (input === beside) {
      return unpack();
    }
    const response = await own(input, init).catch((error: unknown) => {
      request.answer = String(error);
      throw error;
    });
    request.answer = `status ${response.status}, ${response.headers.get('content-type') ?? 'no type'}`;
    return response;
  };
  globalThis.fetch = answering;
  try {
    return await start();
  } finally {
    // Unless someone else has replaced it meanwhile.
    if (globalThis.fetch === answering) {
      globalThis.fetch = own;
    }
  }
}

/** Where tfjs-backend-wasm looks for its binary if no path was set: beside its script, as far as that knows where it is. */
async function besideScript(): Promise<string> {
  const script = (await import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js')) as unknown;
  const { default: exported } = script as { default: EmscriptenFactory | { default: EmscriptenFactory } };
  const factory = typeof exported === 'function' ? exported : exported.default;
  let place = NAME;
  const located = new Error('located');
  try {
    await factory({
      locateFile: (_, prefix) => {
        place = prefix + NAME;
        throw located; // Nothing is loaded.
      },
    });
  } catch (error) {
    if (error !== located) {
      throw error;
    }
  }
  return place;
}

/** Loaded here, so that pages on other engines do not load it. */
async function unpack(): Promise<Response> {
  const { WASM_BINARY } = await import('../generated/wasm-binary.js');
  return unpackWasm(WASM_BINARY);
}
