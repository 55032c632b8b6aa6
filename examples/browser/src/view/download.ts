import { element } from './element.js';

/** Gives a file to the person, by the browser's own download. */
export function download(content: Blob, name: string): void {
  const link = element('a', { href: URL.createObjectURL(content), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
