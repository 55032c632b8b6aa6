export { choice } from './choice.js';
export type {
  Choice,
  Conditional,
  Dimension,
  Integer,
  LogUniform,
  Parameters,
  ParametersOf,
  ParameterValue,
  PlainDimension,
  Space,
  Uniform,
  ValueOf,
} from './dimension.js';
export { integer } from './integer.js';
export { logUniform } from './log-uniform.js';
export { uniform } from './uniform.js';
export { when } from './when.js';
