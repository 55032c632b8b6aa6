import { decodeBase64 } from '../decode-base64.js';

/**
 * A module whose function f multiplies its first two numbers and adds the third, by `f32x4.relaxed_madd`. In the text format:
 *
 *   (func (export "f") (param f32 f32 f32) (result f32)
 *     (f32x4.extract_lane 0 (f32x4.relaxed_madd
 *       (f32x4.splat (local.get 0)) (f32x4.splat (local.get 1)) (f32x4.splat (local.get 2)))))
 */
const MULTIPLY_ADD = decodeBase64('AGFzbQEAAAABCAFgA319fQF9AwIBAAcFAQFmAAAKFgEUACAA/RMgAf0TIAL9E/2FAv0fAAs=');

/**
 * Whether WebAssembly multiplies and adds in one instruction that rounds once: the engine has relaxed SIMD (Chrome from 114 on, Node from 22
 * on), and the processor has the instruction. Without it, relaxed SIMD rounds after each operation as any other.
 */
export function hasFusedMultiplyAdd(): boolean {
  if (!WebAssembly.validate(MULTIPLY_ADD)) {
    return false;
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(MULTIPLY_ADD));
  const { f: multiplyAdd } = exports as { readonly f: (a: number, b: number, c: number) => number };
  // (1 + 2^-12)^2 is 1 + 2^-11 + 2^-24, the last part of which is lost when the product is rounded.
  const factor = 1 + 2 ** -12;
  return multiplyAdd(factor, factor, -(1 + 2 ** -11)) !== 0;
}
