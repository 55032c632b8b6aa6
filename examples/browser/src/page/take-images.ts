import { type GatheredImages, gatherImages, type NamedImage } from '../images/gather-images.js';
import { walkDrop } from '../images/walk-drop.js';
import { element, find } from '../view/element.js';
import { onFiles } from '../view/on-files.js';
import { say } from '../view/say.js';

/** Locations that the page draws cells of: those of the study. */
const DRAWN = [
  { id: 25, name: 'Cytosol' },
  { id: 0, name: 'Nucleoplasm' },
  { id: 21, name: 'Plasma membrane' },
  { id: 2, name: 'Nucleoli' },
];

/** Takes the images that a person drops, chooses or has drawn. */
export function takeImages({
  onImages,
}: {
  readonly onImages: (images: readonly NamedImage[]) => void;
}): void {
  let drawn = 0;

  function take({ images, problems }: GatheredImages): void {
    say(images.length === 0 && problems.length === 0 ? ['There was no file in it.'] : problems);
    if (images.length > 0) {
      onImages(images);
    }
  }

  onFiles('files', (files) => take(gatherImages(files)));
  onFiles('folder', (files) => take(gatherImages(files)));
  document.ondragover = (event) => event.preventDefault();
  document.ondrop = (event) => {
    event.preventDefault();
    if (event.dataTransfer) {
      void walkDrop(event.dataTransfer).then((files) => take(gatherImages(files)));
    }
  };
  const choice = find('location', HTMLSelectElement);
  choice.append(...DRAWN.map(({ id, name }) => element('option', { value: String(id) }, name)));
  find('sample', HTMLFormElement).onsubmit = (event) => {
    event.preventDefault();
    say([]);
    drawn++;
    const name = choice.selectedOptions[0]!.textContent;
    const source = { kind: 'drawn', location: Number(choice.value), seed: drawn } as const;
    onImages([{ id: `A drawn cell ${drawn}: ${name}`, source }]);
  };
}
