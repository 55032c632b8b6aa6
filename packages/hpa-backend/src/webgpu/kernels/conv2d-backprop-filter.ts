import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend_util, type Conv2DBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { input, type WebgpuKernel } from '../shaders/kernel-call.js';
import { runShader } from '../shaders/run-shader.js';
import { sumOverRows } from '../shaders/sum-over-rows.js';
import { DEPTH, filterGradientPlan, SIDE, TILE } from './filter-gradient-plan.js';

/**
 * Filter gradient of conv2d: NHWC float32, any stride and padding.
 *
 * It is the matrix product of the transposed patches of the input with dy, both [positions, ...]. In the stock kernel, one
 * invocation per weight sums over all positions. This kernel computes tiles of the filter from shared memory, reads patches
 * directly from the input, and splits the positions so that few weights still keep a GPU busy. Sums of the parts are added in a
 * fixed order.
 */
export const conv2dBackpropFilter: WebgpuKernel = {
  kernelName: 'Conv2DBackpropFilter',
  run({ inputs, attrs, backend, stock }) {
    const x = input(inputs, 'x');
    const dy = input(inputs, 'dy');
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
      attrs as unknown as Conv2DBackpropFilterAttrs;
    if (dataFormat !== 'NHWC' && stock !== undefined) {
      return stock({ inputs, attrs, backend });
    }
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const parts = partialGradients(backend, { x, dy, info });
    const [count, patch, outChannels] = parts.shape as [number, number, number];
    if (count === 1) {
      return { ...parts, shape: filterShape };
    }
    const total = sumOverRows(backend, {
      inputs: { parts },
      rows: count,
      columns: patch * outChannels,
      term: 'parts[i]',
    });
    backend.disposeData(parts.dataId);
    return { ...total, shape: filterShape };
  },
};

/** The gradient of each part of the positions: [parts, patch, outChannels]. */
function partialGradients(
  backend: WebGPUBackend,
  work: { readonly x: TensorInfo; readonly dy: TensorInfo; readonly info: backend_util.Conv2DInfo },
): TensorInfo {
  const { x, dy, info } = work;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = info;
  const positions = info.batchSize * outHeight * outWidth;
  const patch = filterHeight * filterWidth * inChannels;
  const { workgroups, blocks } = filterGradientPlan({ positions, patch, outChannels });
  return runShader(backend, {
    inputs: { x, dy },
    outputShape: [workgroups[2], patch, outChannels],
    shaderKey: 'hpaConv2DBackpropFilter',
    workgroupSize: [SIDE, SIDE, 1],
    workgroups,
    integers: {
      positions,
      patchSize: patch,
      blocks,
      inHeight,
      inWidth,
      inChannels,
      outHeight,
      outWidth,
      outChannels,
      filterWidth,
      strideHeight: info.strideHeight,
      strideWidth: info.strideWidth,
      padTop: info.padInfo.top,
      padLeft: info.padInfo.left,
    },
    code: FILTER_GRADIENT_CODE,
  });
}

/** vec4 groups per row of a tile, and rows of a block that all invocations load in one sweep. */
const GROUPS = TILE / 4;
const SWEEP = (SIDE * SIDE) / GROUPS;

const FILTER_GRADIENT_CODE = `
  // Patches and dy of a block of positions, four neighboring columns per vector.
  var<workgroup> patches : array<array<vec4<f32>, ${GROUPS}>, ${DEPTH}>;
  var<workgroup> slopes : array<array<vec4<f32>, ${GROUPS}>, ${DEPTH}>;
  // Start of each position's patch: image (-1 if there is none), row and column in the input.
  var<workgroup> corners : array<vec3<i32>, ${DEPTH}>;

  fn cornerOf(position : i32, end : i32) -> vec3<i32> {
    if (position >= end) {
      return vec3<i32>(-1, 0, 0);
    }
    let area = uniforms.outHeight * uniforms.outWidth;
    let within = position % area;
    return vec3<i32>(
      position / area,
      within / uniforms.outWidth * uniforms.strideHeight - uniforms.padTop,
      within % uniforms.outWidth * uniforms.strideWidth - uniforms.padLeft);
  }

  // Row and column of the filter and channel of an element of the patch; channel -1 past the end.
  fn tapOf(element : i32) -> vec3<i32> {
    if (element >= uniforms.patchSize) {
      return vec3<i32>(0, 0, -1);
    }
    let tap = element / uniforms.inChannels;
    return vec3<i32>(tap / uniforms.filterWidth, tap % uniforms.filterWidth, element % uniforms.inChannels);
  }

  // Without branches: replaces an address outside the input and drops its value.
  fn inputAt(corner : vec3<i32>, tap : vec3<i32>) -> f32 {
    let row = corner.y + tap.x;
    let column = corner.z + tap.y;
    let inside = (corner.x >= 0) & (tap.z >= 0) & (row >= 0) & (row < uniforms.inHeight) &
      (column >= 0) & (column < uniforms.inWidth);
    let address = ((corner.x * uniforms.inHeight + row) * uniforms.inWidth + column) * uniforms.inChannels + tap.z;
    return select(0.0, x[select(0, address, inside)], inside);
  }

  fn slopeAt(position : i32, end : i32, channel : i32) -> f32 {
    let inside = (position < end) & (channel < uniforms.outChannels);
    return select(0.0, dy[select(0, position * uniforms.outChannels + channel, inside)], inside);
  }

  fn main() {
    let firstElement = i32(workgroupId.x) * ${TILE};
    let firstChannel = i32(workgroupId.y) * ${TILE};
    let start = i32(workgroupId.z) * uniforms.blocks * ${DEPTH};
    let end = min(start + uniforms.blocks * ${DEPTH}, uniforms.positions);

    // This invocation loads the same four columns of every ${SWEEP}th row.
    let group = i32(localIndex) % ${GROUPS};
    let firstRow = i32(localIndex) / ${GROUPS};
    var taps : array<vec3<i32>, 4>;
    for (var j = 0; j < 4; j++) {
      taps[j] = tapOf(firstElement + group * 4 + j);
    }
    let channel = firstChannel + group * 4;

    var sums : array<vec4<f32>, 4>;
    // All workgroups have the same number of blocks, because barriers need uniform control flow.
    for (var block = 0; block < uniforms.blocks; block++) {
      let base = start + block * ${DEPTH};
      if (i32(localIndex) < ${DEPTH}) {
        corners[localIndex] = cornerOf(base + i32(localIndex), end);
      }
      workgroupBarrier();
      for (var row = firstRow; row < ${DEPTH}; row += ${SWEEP}) {
        let corner = corners[row];
        patches[row][group] = vec4<f32>(
          inputAt(corner, taps[0]), inputAt(corner, taps[1]), inputAt(corner, taps[2]), inputAt(corner, taps[3]));
        let position = base + row;
        slopes[row][group] = vec4<f32>(
          slopeAt(position, end, channel), slopeAt(position, end, channel + 1),
          slopeAt(position, end, channel + 2), slopeAt(position, end, channel + 3));
      }
      workgroupBarrier();
      for (var row = 0; row < ${DEPTH}; row++) {
        let left = patches[row][localId.y];
        let right = slopes[row][localId.x];
        sums[0] += left.x * right;
        sums[1] += left.y * right;
        sums[2] += left.z * right;
        sums[3] += left.w * right;
      }
    }

    for (var i = 0; i < 4; i++) {
      let element = firstElement + i32(localId.y) * 4 + i;
      for (var j = 0; j < 4; j++) {
        let outChannel = firstChannel + i32(localId.x) * 4 + j;
        if (element < uniforms.patchSize && outChannel < uniforms.outChannels) {
          result[(i32(workgroupId.z) * uniforms.patchSize + element) * uniforms.outChannels + outChannel] = sums[i][j];
        }
      }
    }
  }`;
