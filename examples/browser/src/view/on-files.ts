import { find } from './element.js';

/** Uses the files that a person chooses by an input of the page. */
export function onFiles(id: string, use: (files: readonly File[]) => void): void {
  const input = find(id, HTMLInputElement);
  input.onchange = () => {
    use([...(input.files ?? [])]);
    // The same files can then be chosen again.
    input.value = '';
  };
}
