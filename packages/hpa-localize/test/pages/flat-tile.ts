import type { ContactSection } from '../../src/pages/contact-sheet.js';

/** A tile of 20 x 20 pixels at one gray level in one channel, and black in the others. */
export function flatTile(channel: number, caption: string): ContactSection['tiles'][number] {
  const data = Uint8Array.from({ length: 20 * 20 * 4 }, (_, index) => (index % 4 === channel ? 200 : 0));
  return { image: { height: 20, width: 20, data }, caption };
}
