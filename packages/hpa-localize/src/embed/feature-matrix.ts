/** The features of cells: a row each, `count` of them, of `dimensions` numbers, one row after another. */
export interface FeatureMatrix {
  readonly count: number;
  readonly dimensions: number;
  readonly values: Float32Array;
}
