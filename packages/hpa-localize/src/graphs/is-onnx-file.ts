import { extname } from 'node:path';

/** Whether a path names an ONNX file. */
export function isOnnxFile(path: string): boolean {
  return extname(path).toLowerCase() === '.onnx';
}
