import { IMAGE_KERNELS_BINARY } from '../../generated/image-kernels-binary.js';

/** The kernels in kernels/, whose comments explain the arguments; addresses are byte offsets into the memory. */
interface Kernels {
  undoFilters(scanlines: number, pixels: number, width: number, height: number): number;
  resizeChannels(
    pixels: number,
    planeLength: number,
    width: number,
    rowStarts: number,
    rowWeights: number,
    rowTaps: number,
    columnStarts: number,
    columnWeights: number,
    columnTaps: number,
    line: number,
    target: number,
    targetHeight: number,
    targetWidth: number,
  ): void;
}

/** The image kernels, with room in their memory. */
export interface ImageKernels<Part extends string> {
  readonly run: Kernels;
  /** The whole memory, at its current size. */
  readonly bytes: Uint8Array;
  /** Address of each part; a multiple of 16. */
  readonly at: Readonly<Record<Part, number>>;
}

const PAGE = 65_536;
/** Bytes that the compiler may use for constants. */
const RESERVED = 4096;

let started: { readonly memory: WebAssembly.Memory; readonly run: Kernels } | undefined;

/**
 * Returns the image kernels of this thread, with room in their memory for parts of these lengths in bytes. The parts
 * overwrite those of earlier calls, so a caller must work synchronously and copy its result out.
 */
export function imageKernels<Part extends string>(
  lengths: Readonly<Record<Part, number>>,
): ImageKernels<Part> {
  started ??= start();
  const { memory, run } = started;
  let end = RESERVED;
  const addresses = Object.entries<number>(lengths).map(([part, length]) => {
    const address = end;
    end += Math.ceil(length / 16) * 16;
    return [part, address];
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) {
    memory.grow(Math.ceil(missing / PAGE));
  }
  return {
    run,
    bytes: new Uint8Array(memory.buffer),
    at: Object.fromEntries(addresses) as Record<Part, number>,
  };
}

function start(): NonNullable<typeof started> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(Buffer.from(IMAGE_KERNELS_BINARY, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { memory, run: exports as unknown as Kernels };
}
