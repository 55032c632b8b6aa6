import type { FeatureMatrix } from './feature-matrix.js';
import type { Neighbors } from './nearest-neighbors.js';
import type { PrincipalComponents } from './principal-components.js';

/** Cells as the features of a model see them; every list and every row of numbers is in the order of the ids. */
export interface EmbeddedCells {
  /** The model whose features they are. */
  readonly model: {
    readonly name: string;
    /** Where its weights come from, in words. */
    readonly provenance: string;
    /** The names of its classes. */
    readonly classes: readonly string[];
  };
  readonly ids: readonly string[];
  /** What a split must keep together; empty where a cell has none. */
  readonly groups: readonly string[];
  /** The names of the labels of each cell, joined by |; empty where it has none. */
  readonly labels: readonly string[];
  /** The names of the classes that the model claims, joined by |; empty where it claims none. */
  readonly predicted: readonly string[];
  /** A probability for each class of the model. */
  readonly scores: readonly (readonly number[])[];
  readonly features: FeatureMatrix;
  readonly neighbors: Neighbors;
  readonly pca: PrincipalComponents;
  /** Two coordinates a cell, one cell after another. */
  readonly umap: Float64Array;
}
