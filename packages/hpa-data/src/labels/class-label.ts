/** One class of a dataset: what the position of the class, a label of a `Sample`, stands for. */
export interface ClassLabel {
  /** Number by which users and manifests name the class; for the 28 `LOCATIONS`, the Kaggle id. */
  readonly id: number;
  /** Name of the class, such as `Nucleoplasm`. */
  readonly name: string;
}
