/** Entry of the WebAssembly module: SIMD kernels that work in the memory of the TensorFlow.js wasm backend. */
export { averagePoolGradient } from './average-pool-gradient';
export { batchNormGradientSums, batchNormStatistics } from './batch-norm';
export { channelAffine, channelAffine2 } from './channel-affine';
export { addParts, channelGradientSums, channelMoments, channelSums, imageMeans } from './channel-sums';
export { conv2d } from './conv2d';
export { conv2dFilterGradient } from './conv2d-filter-gradient';
export { copyBox } from './copy-box';
export { copyColumns } from './copy-columns';
export {
  depthwiseConv2d,
  depthwiseConv2dFilterGradient,
  depthwiseConv2dInputGradient,
} from './depthwise-conv2d';
export { dropout } from './dropout';
export {
  addToRows,
  addVectors,
  minimum,
  minimumGradient,
  multiplyVectors,
  relu,
  relu6,
  relu6Gradient,
  reluGradient,
} from './elementwise';
export { foldedBias, normalizationCoefficients } from './folded-normalization';
export { matMulSmall } from './matmul-small';
export { matMulTransposed } from './matmul-transposed';
export { maxPoolGradient } from './max-pool-gradient';
export { adamUpdate, momentumUpdate } from './optimizer-updates';
export { packConv2dWeights } from './pack-conv2d-weights';
export { averagePool, maxPool } from './pool-windows';
export { repeatRows } from './repeat-rows';
export { selu, seluGradient } from './selu';
export { winogradConv2d } from './winograd/conv2d';
export { winogradFewTiles, winogradImages } from './winograd/few-tiles';
export { winogradFilter } from './winograd/filter';
export { sumParts, winogradFilterGradient } from './winograd/filter-gradient';
