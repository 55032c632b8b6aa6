export { choice } from './choice.js';
export type { Dimension, Parameters, ParametersOf, ParameterValue, Space } from './dimension.js';
export { integer } from './integer.js';
export { logUniform } from './log-uniform.js';
export { uniform } from './uniform.js';
export { when } from './when.js';
