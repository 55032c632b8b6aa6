import type { ShownColors } from '../answering/messages.js';

/** Draws RGBA on a canvas of its size. */
export function drawColors(canvas: HTMLCanvasElement, { height, width, data }: ShownColors): void {
  canvas.height = height;
  canvas.width = width;
  canvas.getContext('2d')!.putImageData(new ImageData(data, width, height), 0, 0);
}
