import type { Coloring } from '../embed/colorings.js';

/** What the script of the page of an embedding reads: plain JSON, written into the page. */
export interface EmbeddingData {
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  readonly predicted: readonly string[];
  readonly groups: readonly string[];
  /** Of each cell, its most probable classes in words. */
  readonly likely: readonly string[];
  /** Two coordinates a cell in [0, 1], y downwards, one cell after another. */
  readonly maps: readonly { readonly name: string; readonly points: readonly number[] }[];
  readonly colorings: readonly Coloring[];
  readonly neighbors: {
    readonly count: number;
    /** Of each cell, the rows of its neighbors, the nearest first. */
    readonly indices: readonly number[];
    readonly distances: readonly number[];
  };
  readonly thumbnails: {
    /** Of each cell, the number of its tile, over all sheets; -1 if it has none. */
    readonly tiles: readonly number[];
    /** Tiles in a row of a sheet, and rows of a full one. */
    readonly columns: number;
  };
  /** Outlines of symbols of radius 5 around the origin, as SVG paths. */
  readonly shapes: readonly string[];
  /** Colors that the stylesheet has. */
  readonly colors: number;
}
