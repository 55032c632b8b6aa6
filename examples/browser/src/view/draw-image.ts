import type { ShownImage } from '../answering/messages.js';
import type { ShownChannel } from './channel-controls.js';

/** Draws the stains of an image in their colors, added up, and over them what `mark` does to the pixels. */
export function drawImage(
  canvas: HTMLCanvasElement,
  {
    image,
    channels,
    mark,
  }: {
    readonly image: ShownImage;
    readonly channels: readonly ShownChannel[];
    /** Takes RGBA, row by row. */
    readonly mark?: (pixels: Uint8ClampedArray) => void;
  },
): void {
  const { height, width, data } = image;
  canvas.height = height;
  canvas.width = width;
  const pixels = new Uint8ClampedArray(height * width * 4);
  for (let at = 0; at < pixels.length; at += 4) {
    for (const [channel, { shown, color, white }] of channels.entries()) {
      const share = shown ? Math.min(1, data[at + channel]! / white) : 0;
      for (let part = 0; part < 3; part++) {
        pixels[at + part] = pixels[at + part]! + share * color[part]!;
      }
    }
    pixels[at + 3] = 255;
  }
  mark?.(pixels);
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
}
