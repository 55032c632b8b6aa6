import { denseFans, inputChannels, type LayerKind, outputSize } from './layer-kind.js';
import { windowAttributes, writeActivation, writeNode, writeWeights } from './onnx-graph.js';
import { slidingWindows } from './sliding-window.js';

/** What the configuration of a Conv2D holds, as far as it counts here. */
interface Config {
  readonly kernelSize: readonly [number, number];
  readonly filters: number;
  readonly useBias: boolean;
}

/** A convolution with a kernel [height, width, in, out]. */
export const CONV_2D: LayerKind = {
  cost(layer) {
    const { kernelSize, filters, useBias } = layer.getConfig() as unknown as Config;
    const kernel = kernelSize[0] * kernelSize[1] * inputChannels(layer) * filters;
    const parameters = kernel + (useBias ? filters : 0);
    const multiplyAdds = kernel * (outputSize(layer) / filters);
    return { parameters, trainableParameters: parameters, multiplyAdds };
  },
  initialWeights: { kernel: denseFans, bias: 0 },
  windows: slidingWindows,
  async writeOnnx(place) {
    const { layer, inputs } = place;
    const { kernelSize } = layer.getConfig() as unknown as Config;
    const linear = writeNode(place, 'Conv', {
      // [height, width, in, out] becomes [out, in, height, width].
      inputs: [inputs[0]!, ...(await writeWeights(place, { kernel: [3, 2, 0, 1] }))],
      attributes: windowAttributes(layer, { size: kernelSize }),
      name: `${layer.name}/linear`,
    });
    return writeActivation(place, linear);
  },
};
