/** Entry of the WebAssembly module: SIMD kernels that work in the memory of the TensorFlow.js wasm backend. */
export { channelAffine, channelAffine2 } from './channel-affine';
export { channelGradientSums, channelMoments, channelSums } from './channel-sums';
export { conv2dFilterGradient } from './conv2d-filter-gradient';
export { conv2dInputGradient, transposeFilter } from './conv2d-input-gradient';
export { matMulSmall } from './matmul-small';
export { matMulTransposed } from './matmul-transposed';
export { maxPoolGradient } from './max-pool-gradient';
export { adamUpdate, momentumUpdate } from './optimizer-updates';
