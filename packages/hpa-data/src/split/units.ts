/** Units to distribute, such as samples or groups, and how much they hold of which columns: a sparse matrix of distinct rows. */
export interface Units {
  /** The row of each unit. */
  readonly rowOf: Int32Array;
  /** Columns of row r: `columns[starts[r]]` up to `columns[starts[r + 1]]`, without it. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  /** How much the row holds of each, positive. */
  readonly counts: Int32Array;
}

/** How a distribution of units is judged. */
export interface Balance {
  readonly shares: readonly number[];
  /** What all units hold of each column. */
  readonly totals: Float64Array;
  /** Weight of each column's errors. */
  readonly weights: Float64Array;
  /** Number of columns, the first ones, that every split must hold. */
  readonly requiredColumns: number;
}
