import { BETWEEN_VECTORS, placesOf, tapsOf, transformFilter } from './forms';
import { LINE_BYTES } from './tiles';

/** Most output channels that are read together: a line of memory. */
const MOST_CHANNELS = 16;

/** What a thread needs to transform two blocks: their taps, and vectors between two transforms. */
// @inline
export function filterRoomBytes(form: i32, channels: i32): usize {
  return <usize>(channels * MOST_CHANNELS) * tapsOf(form) * 4 + BETWEEN_VECTORS * 16;
}

/**
 * G g G^T of a filter [h, w, ci, co] (Lavin and Gray, arXiv:1509.09308) for `winogradConv2d`: blocks of 8 output
 * channels, each [places][ci][8] with a line between places. If `transposed` is set, the filter is turned by half and input and output channels
 * are swapped, for the input gradient. Otherwise weights may be multiplied by a scale of their input channel and one of their output channel; a
 * pointer of 0 stands for none. Threads take ranges of `unitChannels` output channels,
 * 8 or 16; `scratch` has room for 16 * taps * channels + 144 numbers for each.
 */
export function winogradFilter(
  filter: usize,
  packed: usize,
  scratch: usize,
  form: i32,
  channels: i32,
  outChannels: i32,
  transposed: i32,
  inputScales: usize,
  outputScales: usize,
  unitChannels: i32,
  begin: i32,
  end: i32,
  thread: i32,
): void {
  const blockBytes = placesOf(form) * (<usize>channels * 32 + LINE_BYTES);
  const room = scratch + <usize>thread * filterRoomBytes(form, channels);
  for (let unit = begin; unit < end; unit++) {
    const first = unit * unitChannels;
    const count = min(unitChannels, outChannels - first);
    gatherTaps(
      form,
      first,
      count,
      filter,
      channels,
      outChannels,
      transposed,
      inputScales,
      outputScales,
      room,
    );
    for (let block = 0; block < count / 8; block++) {
      transformTaps(form, block, room, channels, packed + <usize>(first / 8 + block) * blockBytes);
    }
  }
}

/** Copies the taps of 8 or 16 output channels to [block][ci][taps][8] in `room`, turned and scaled as asked. */
export function gatherTaps(
  form: i32,
  first: i32,
  count: i32,
  filter: usize,
  channels: i32,
  outChannels: i32,
  transposed: i32,
  inputScales: usize,
  outputScales: usize,
  room: usize,
): void {
  const tapBytes = <usize>(channels * outChannels) * 4;
  const bytes = <usize>count * 4;
  const co = <usize>first * 4;
  const taps = tapsOf(form);
  const tapsBytes = taps * 32;
  const blockBytes = <usize>channels * tapsBytes;
  if (transposed) {
    const row = <usize>channels * 4;
    for (let ci: usize = 0; ci < row; ci += 16) {
      for (let at: usize = 0; at < bytes; at += 16) {
        const from = filter + (co + at) * <usize>channels + ci;
        const out = room + (at / 32) * blockBytes + (ci / 4) * tapsBytes + (at % 32);
        for (let tap: usize = 0; tap < taps; tap++) {
          transpose4x4(from + (taps - 1 - tap) * tapBytes, row, out + tap * 32, tapsBytes);
        }
      }
    }
  } else {
    for (let ci: usize = 0; ci < <usize>channels * 4; ci += 4) {
      for (let at: usize = 0; at < bytes; at += 16) {
        const from = filter + ci * <usize>outChannels + co + at;
        const out = room + (at / 32) * blockBytes + (ci / 4) * tapsBytes + (at % 32);
        const scales = outputScales ? v128.load(outputScales + co + at) : f32x4.splat(1);
        const scale = inputScales ? f32x4.mul(scales, v128.load32_splat(inputScales + ci)) : scales;
        for (let tap: usize = 0; tap < taps; tap++) {
          v128.store(out + tap * 32, f32x4.mul(v128.load(from + tap * tapBytes), scale));
        }
      }
    }
  }
}

/** G g G^T of one block of the taps that `gatherTaps` left in `room`, into `packed`. */
export function transformTaps(form: i32, block: i32, room: usize, channels: i32, packed: usize): void {
  const plane = <usize>channels * 32 + LINE_BYTES;
  const tapsBytes = tapsOf(form) * 32;
  const between = room + <usize>((channels * MOST_CHANNELS) / 8) * tapsBytes;
  let taps = room + <usize>(block * channels) * tapsBytes;
  for (let out = packed; out < packed + <usize>channels * 32; out += 32, taps += tapsBytes) {
    transformFilter(form, taps, between, out, plane);
    transformFilter(form, taps + 16, between, out + 16, plane);
  }
}

/** Turns four rows of four numbers, `fromStep` bytes apart, into four columns of them, `toStep` bytes apart. */
// @inline
function transpose4x4(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromStep);
  const c = v128.load(from + 2 * fromStep);
  const d = v128.load(from + 3 * fromStep);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(to + toStep, v128.shuffle<f64>(ab, cd, 1, 3));
  v128.store(to + 2 * toStep, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
  v128.store(to + 3 * toStep, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
}
