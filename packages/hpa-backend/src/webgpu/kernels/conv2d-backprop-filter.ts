import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend_util, type Conv2DBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { input, runShader, type WebgpuKernel } from '../shaders/kernel-call.js';
import { sumOverRows } from '../shaders/sum-over-rows.js';
import { DEPTH, filterGradientPlan, SIDE, TILE } from './filter-gradient-plan.js';

/**
 * Filter gradient of conv2d, NHWC float32, any stride and padding.
 *
 * It is the matrix product of the input's patches, transposed, with dy, both [positions, ...]. The stock kernel
 * gives each weight to one invocation that walks all positions. This one computes tiles of the filter out of
 * shared memory, reads patches where they lie in the input, and splits the positions so that few weights still
 * fill a GPU; the parts' sums are added in a fixed order.
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
      ...{ rows: count, columns: patch * outChannels, term: 'parts[i]' },
    });
    backend.disposeData(parts.dataId);
    return { ...total, shape: filterShape };
  },
};

/** The gradient from each part of the positions: [parts, patch, outChannels]. */
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
      ...{
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
      },
      ...{ strideHeight: info.strideHeight, strideWidth: info.strideWidth },
      ...{ padTop: info.padInfo.top, padLeft: info.padInfo.left },
    },
    code: filterGradientCode,
  });
}

/** What one vec4 holds, and how many rows of a block one sweep of all invocations loads. */
const GROUPS = TILE / 4;
const SWEEP = (SIDE * SIDE) / GROUPS;

const filterGradientCode = `
  // A block of positions: their patches and their dy, four neighbouring columns to a vector.
  var<workgroup> patches : array<array<vec4<f32>, ${GROUPS}>, ${DEPTH}>;
  var<workgroup> slopes : array<array<vec4<f32>, ${GROUPS}>, ${DEPTH}>;
  // Where each position's patch begins: image (-1 for none), row and column in the input.
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

  // Row and column of the filter, and channel (-1 past the patch's end), of an element of the patch.
  fn tapOf(element : i32) -> vec3<i32> {
    if (element >= uniforms.patchSize) {
      return vec3<i32>(0, 0, -1);
    }
    let tap = element / uniforms.inChannels;
    return vec3<i32>(tap / uniforms.filterWidth, tap % uniforms.filterWidth, element % uniforms.inChannels);
  }

  // Without branches: an address outside is replaced and its value dropped.
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

    // What this invocation loads: always the same four columns, of every ${SWEEP}th row.
    let group = i32(localIndex) % ${GROUPS};
    let firstRow = i32(localIndex) / ${GROUPS};
    var taps : array<vec3<i32>, 4>;
    for (var j = 0; j < 4; j++) {
      taps[j] = tapOf(firstElement + group * 4 + j);
    }
    let channel = firstChannel + group * 4;

    var sums : array<vec4<f32>, 4>;
    // The count of blocks is the same for all workgroups: barriers need control flow that is uniform.
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
