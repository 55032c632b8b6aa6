import type { CellAnswer } from '../answering/messages.js';
import type { ShownChannel } from './channel-controls.js';

/** Draws the stains of a cell in their colors, added up. */
export function drawImage(
  canvas: HTMLCanvasElement,
  { image, channels }: { readonly image: CellAnswer['image']; readonly channels: readonly ShownChannel[] },
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
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
}
