import { denseFans, inputChannels, type LayerKind } from './layer-kind.js';
import { writeActivation, writeNode, writeWeights } from './onnx-graph.js';

/** A dense layer with a kernel [in, out] and a bias. */
export const DENSE: LayerKind = {
  cost(layer) {
    const { units, useBias } = layer.getConfig() as { readonly units: number; readonly useBias: boolean };
    const kernel = inputChannels(layer) * units;
    const parameters = kernel + (useBias ? units : 0);
    return { parameters, trainableParameters: parameters, multiplyAdds: kernel };
  },
  initialWeights: { kernel: denseFans, bias: 0 },
  async writeOnnx(place) {
    const inputs = [place.inputs[0]!, ...(await writeWeights(place))];
    return writeActivation(place, writeNode(place, 'Gemm', { inputs, name: `${place.layer.name}/linear` }));
  },
};
