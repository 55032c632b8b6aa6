/** Sums that do not wait for each other: more than latency times throughput of any processor at hand, fewer than its registers. */
const SUMS = 10;

// Of the binary format of WebAssembly.
const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;
const LOCAL_GET = (index: number): readonly number[] => [0x20, index];
const LOCAL_SET = (index: number): readonly number[] => [0x21, index];
const SPLAT = [0xfd, 0x13];
const ADD = [0xfd, 0xe4, 0x01];
const MULTIPLY = [0xfd, 0xe6, 0x01];
const FUSED = [0xfd, 0x85, 0x02];
const FIRST_LANE = [0xfd, 0x1f, 0x00];
const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const LOOP = [0x03, 0x40];
const END = 0x0b;
/** Local 0 becomes less by 1, and the loop goes on if it is not 0. */
const COUNT_DOWN = [0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0];

/**
 * The most that one core computes in WebAssembly, in 10^9 operations a second: vectors of four numbers are multiplied by one and added to
 * another in registers, in one instruction or in two. The best of some turns.
 */
export function multiplyAddPeak({ fused }: { readonly fused: boolean }): number {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(loopModule(fused)));
  const { loop } = exports as { readonly loop: (rounds: number, factor: number, addend: number) => number };
  const rounds = 2_000_000;
  let best = 0;
  for (let turn = 0; turn < 20; turn++) {
    const started = performance.now();
    if (!Number.isFinite(loop(rounds, 0.5, 1))) {
      throw new Error('the sums must stay finite');
    }
    const seconds = (performance.now() - started) / 1000;
    best = Math.max(best, (rounds * SUMS * 4 * 2) / seconds / 1e9);
  }
  return best;
}

/** Exports `loop(rounds: i32, factor: f32, addend: f32): f32`. */
function loopModule(fused: boolean): Uint8Array<ArrayBuffer> {
  // Locals 0 to 2 are the parameters.
  const factor = 3;
  const addend = 4;
  const sums = Array.from({ length: SUMS }, (_, index) => 5 + index);
  const step = (sum: number): readonly number[] =>
    fused
      ? [...LOCAL_GET(sum), ...LOCAL_GET(factor), ...LOCAL_GET(addend), ...FUSED]
      : [...LOCAL_GET(sum), ...LOCAL_GET(factor), ...MULTIPLY, ...LOCAL_GET(addend), ...ADD];
  const [first, ...others] = sums;
  const code = [
    1,
    SUMS + 2,
    V128,
    ...LOCAL_GET(1),
    ...SPLAT,
    ...LOCAL_SET(factor),
    ...LOCAL_GET(2),
    ...SPLAT,
    ...LOCAL_SET(addend),
    ...LOOP,
    ...sums.flatMap((sum) => [...step(sum), ...LOCAL_SET(sum)]),
    ...COUNT_DOWN,
    END,
    ...LOCAL_GET(first!),
    ...others.flatMap((sum) => [...LOCAL_GET(sum), ...ADD]),
    ...FIRST_LANE,
    END,
  ];
  return Uint8Array.from([
    ...HEADER,
    ...section(1, [1, 0x60, 3, I32, F32, F32, 1, F32]),
    ...section(3, [1, 0]),
    ...section(7, [1, 4, ...new TextEncoder().encode('loop'), 0, 0]),
    ...section(10, [1, ...size(code), ...code]),
  ]);
}

function section(id: number, contents: readonly number[]): readonly number[] {
  return [id, ...size(contents), ...contents];
}

/** The length of bytes, below 16,384, as LEB128 has it. */
function size({ length }: readonly number[]): readonly number[] {
  return length < 128 ? [length] : [(length & 127) | 128, length >> 7];
}
