export { type OnnxClassifier, openOnnxClassifier } from './open-onnx-classifier.js';
