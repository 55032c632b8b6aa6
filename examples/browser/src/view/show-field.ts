import type { FieldAnswer } from '../answering/messages.js';
import type { ShownChannel } from './channel-controls.js';
import { drawImage } from './draw-image.js';
import { find } from './element.js';

type Color = readonly [red: number, green: number, blue: number];
const CELL: Color = [255, 255, 255];
const AT_BORDER: Color = [130, 130, 130];
const SELECTED: Color = [255, 176, 0];

/** Shows a field with its cells outlined: the one that is looked at, the others, and those at the border, which have no answer. */
export function showField(
  { image, labels, cells }: FieldAnswer,
  {
    title,
    approximate,
    selected,
    channels,
    onSelect,
  }: {
    readonly title: string;
    /** Whether the cells were found without a mask. */
    readonly approximate: boolean;
    /** The label of the cell that is looked at. */
    readonly selected: number;
    readonly channels: readonly ShownChannel[];
    /** Called with the label of a cell that is clicked. */
    readonly onSelect: (label: number) => void;
  },
): void {
  const { height, width } = image;
  const atBorder = new Set(cells.flatMap((cell) => (cell.atBorder ? cell.label : [])));
  find('field', HTMLElement).hidden = false;
  find('field-title', HTMLElement).textContent = title;
  find('field-notes', HTMLElement).textContent = [
    `${cells.length - atBorder.size} cells are outlined in white, the one below in yellow: click one to look at it.`,
    ...(atBorder.size > 0
      ? [
          `${atBorder.size} more, in gray, are cut off by the border of the image, and there is no answer for them.`,
        ]
      : []),
    ...(approximate
      ? [
          'The cells were found by their nuclei and are approximate: a label mask beside the image tells them better.',
        ]
      : []),
  ].join(' ');
  const canvas = find('field-picture', HTMLCanvasElement);
  const mark = (pixels: Uint8ClampedArray): void => {
    for (const [at, label] of labels.entries()) {
      if (label !== 0 && isEdge(labels, { at, width })) {
        pixels.set(label === selected ? SELECTED : atBorder.has(label) ? AT_BORDER : CELL, at * 4);
      }
    }
  };
  drawImage(canvas, { image, channels, mark });
  canvas.onclick = ({ offsetX, offsetY }) => {
    const row = Math.floor((offsetY * height) / canvas.clientHeight);
    const column = Math.floor((offsetX * width) / canvas.clientWidth);
    const label = labels[row * width + column] ?? 0;
    if (label !== 0 && !atBorder.has(label)) {
      onSelect(label);
    }
  };
}

/** Whether another cell or the background begins within two pixels. */
function isEdge(labels: Int32Array, { at, width }: { readonly at: number; readonly width: number }): boolean {
  const label = labels[at];
  const column = at % width;
  return [1, 2].some(
    (step) =>
      (column >= step && labels[at - step] !== label) ||
      (column + step < width && labels[at + step] !== label) ||
      (labels[at - step * width] ?? label) !== label ||
      (labels[at + step * width] ?? label) !== label,
  );
}
