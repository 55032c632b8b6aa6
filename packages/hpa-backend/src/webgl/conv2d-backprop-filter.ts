import { backend_util, type Conv2DBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { webglFilterGradientPlan } from './filter-gradient-plan.js';
import type { WebglBackend } from './webgl-backend.js';

/** What the kernel receives. */
export interface Conv2dBackpropFilterCall {
  readonly inputs: { readonly x: TensorInfo; readonly dy: TensorInfo };
  readonly attrs: Conv2DBackpropFilterAttrs;
  readonly backend: WebglBackend;
}

/**
 * Filter gradient of conv2d on webgl: NHWC float32, any stride and padding.
 *
 * In the stock shader, one fragment per weight sums over batch * outHeight * outWidth positions. WebGL has no shared memory for
 * tiles, so this shader splits the sum into parts, which a second shader adds.
 */
export function conv2dBackpropFilter({ inputs, attrs, backend }: Conv2dBackpropFilterCall): TensorInfo {
  const { x, dy } = inputs;
  const { strides, pad, dimRoundingMode, filterShape } = attrs;
  const info = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const rows = info.batchSize * info.outHeight;
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  const plan = webglFilterGradientPlan({ weights: patch * info.outChannels, rows });
  const { parts, rowsPerPart } = plan;
  const sums = backend.runWebGLProgram(
    {
      variableNames: ['x', 'dy'],
      outputShape: [parts, patch, info.outChannels],
      userCode: partialGradientsCode(info, { rows, rowsPerPart }),
    },
    [x, dy],
    'float32',
  );
  const total = backend.runWebGLProgram(
    { variableNames: ['sums'], outputShape: [patch, info.outChannels], userCode: addPartsCode(parts) },
    [sums],
    'float32',
  );
  backend.disposeIntermediateTensorInfo(sums);
  return { ...total, shape: filterShape };
}

/** For each part and weight: the sum over the part's rows of dy. */
function partialGradientsCode(
  info: backend_util.Conv2DInfo,
  { rows, rowsPerPart }: { readonly rows: number; readonly rowsPerPart: number },
): string {
  return `
    void main() {
      ivec3 coords = getOutputCoords();
      int tap = coords.y / ${info.inChannels};
      int inChannel = coords.y - tap * ${info.inChannels};
      int filterRow = tap / ${info.filterWidth};
      int filterColumn = tap - filterRow * ${info.filterWidth};
      float total = 0.0;
      for (int i = 0; i < ${rowsPerPart}; i++) {
        int row = coords.x * ${rowsPerPart} + i;
        if (row >= ${rows}) {
          break;
        }
        int image = row / ${info.outHeight};
        int outRow = row - image * ${info.outHeight};
        int inRow = outRow * ${info.strideHeight} + filterRow - ${info.padInfo.top};
        if (inRow < 0 || inRow >= ${info.inHeight}) {
          continue;
        }
        for (int outColumn = 0; outColumn < ${info.outWidth}; outColumn++) {
          int inColumn = outColumn * ${info.strideWidth} + filterColumn - ${info.padInfo.left};
          if (inColumn >= 0 && inColumn < ${info.inWidth}) {
            total += getX(image, inRow, inColumn, inChannel) * getDy(image, outRow, outColumn, coords.z);
          }
        }
      }
      setOutput(total);
    }`;
}

function addPartsCode(parts: number): string {
  return `
    void main() {
      ivec2 coords = getOutputCoords();
      float total = 0.0;
      for (int part = 0; part < ${parts}; part++) {
        total += getSums(part, coords.x, coords.y);
      }
      setOutput(total);
    }`;
}
