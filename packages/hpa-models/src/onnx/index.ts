export {
  type OnnxClassifier,
  type OpenOnnxClassifierOptions,
  openOnnxClassifier,
} from './open-onnx-classifier.js';
