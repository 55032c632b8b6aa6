import { labelRegions } from './label-regions.js';
import { pixelsWhere } from './pixels-where.js';

/** Fills the holes of a mask that have at most `maximumArea` pixels; what reaches the edge of the image is no hole. */
export function fillHoles(
  members: Uint8Array,
  {
    height,
    width,
    maximumArea,
  }: { readonly height: number; readonly width: number; readonly maximumArea: number },
): Uint8Array<ArrayBuffer> {
  const { labels, areas, atEdge } = labelRegions(
    pixelsWhere(members, (member) => member === 0),
    { height, width },
  );
  return pixelsWhere(labels, (hole) => hole === 0 || (!atEdge[hole] && areas[hole]! <= maximumArea));
}
