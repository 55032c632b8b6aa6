import { type Fans, inputChannels, type LayerKind, outputSize, sizeOf } from './layer-kind.js';
import { windowAttributes, writeActivation, writeNode, writeWeights } from './onnx-graph.js';
import { slidingWindows } from './sliding-window.js';

/** What the configuration of a DepthwiseConv2D holds, as far as it counts here. */
interface Config {
  readonly kernelSize: readonly [number, number];
  readonly depthMultiplier: number;
  readonly useBias: boolean;
}

/** A convolution of each channel by itself, with a kernel [height, width, channels, outputs per channel]. */
export const DEPTHWISE_CONV_2D: LayerKind = {
  cost(layer) {
    const { kernelSize, depthMultiplier, useBias } = layer.getConfig() as unknown as Config;
    const outputs = inputChannels(layer) * depthMultiplier;
    const kernel = sizeOf(kernelSize) * outputs;
    const parameters = kernel + (useBias ? outputs : 0);
    const multiplyAdds = kernel * (outputSize(layer) / outputs);
    return { parameters, trainableParameters: parameters, multiplyAdds };
  },
  initialWeights: { depthwise_kernel: depthwiseFans, bias: 0 },
  windows: slidingWindows,
  async writeOnnx(place) {
    const { layer, inputs } = place;
    const { kernelSize, depthMultiplier } = layer.getConfig() as unknown as Config;
    const channels = inputChannels(layer);
    const weights = await writeWeights(place, {
      // [height, width, channels, multiplier] becomes [channels * multiplier, 1, height, width].
      kernel: [2, 3, 0, 1],
      kernelShape: [channels * depthMultiplier, 1, ...kernelSize],
    });
    const linear = writeNode(place, 'Conv', {
      inputs: [inputs[0]!, ...weights],
      attributes: { ...windowAttributes(layer, { size: kernelSize }), group: channels },
      name: `${layer.name}/linear`,
    });
    return writeActivation(place, linear);
  },
};

/** Each output sees one channel alone. */
function depthwiseFans([height, width, , multiplier]: readonly number[]): ReturnType<Fans> {
  const window = height! * width!;
  return { fanIn: window, fanOut: window * multiplier! };
}
