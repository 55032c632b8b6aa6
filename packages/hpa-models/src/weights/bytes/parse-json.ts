import type { ByteSource } from './byte-source.js';

/** Largest text, in bytes: that of a header in the reference implementation of safetensors. */
const MAXIMUM_BYTES = 100_000_000;

/** Most values in a text. An object costs a hundred bytes of memory and three of text, so that the size alone bounds too little. */
const MAXIMUM_VALUES = 1_000_000;

/** Deepest nesting of lists and objects. A model in a model is four levels deeper. */
const MAXIMUM_DEPTH = 500;

/**
 * Parses a source as JSON in UTF-8. Before memory is taken for its values, their number and nesting are counted: at most 1,000,000
 * values, 500 levels and 100 MB are read.
 *
 * @throws Error if it is not valid JSON, above these limits, or has a key `__proto__`
 */
export function parseJson(source: ByteSource): unknown {
  if (source.size > MAXIMUM_BYTES) {
    throw new Error(
      `${source.name}: JSON must have at most ${MAXIMUM_BYTES} bytes; the size is ${source.size}`,
    );
  }
  const bytes = source.read(0, source.size);
  requireModestJson(bytes, source.name);
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${source.name}: not JSON: ${(error as Error).message}`);
  }
  if (text.includes('"__proto__"')) {
    throw new Error(`${source.name}: the key "__proto__" names nothing in a model`);
  }
  return value;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/** Counts values and levels by the commas and brackets outside of strings. */
function requireModestJson(bytes: Uint8Array, name: string): void {
  let values = 1;
  let depth = 0;
  let isText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (isText) {
      if (byte === BACKSLASH) {
        i++;
      } else if (byte === QUOTE) {
        isText = false;
      }
    } else if (byte === QUOTE) {
      isText = true;
    } else if (byte === COMMA) {
      values++;
    } else if (OPENING.includes(byte)) {
      values++;
      depth++;
    } else if (CLOSING.includes(byte)) {
      depth--;
    }
    if (depth > MAXIMUM_DEPTH) {
      throw new Error(
        `${name}: JSON must be nested at most ${MAXIMUM_DEPTH} deep; it is deeper at byte ${i}`,
      );
    }
    if (values > MAXIMUM_VALUES) {
      throw new Error(`${name}: JSON must have at most ${MAXIMUM_VALUES} values; it has more at byte ${i}`);
    }
  }
}
