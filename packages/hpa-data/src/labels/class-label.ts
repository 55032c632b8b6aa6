/** A class of a dataset. Its position in the list of classes is the label that a `Sample` carries. */
export interface ClassLabel {
  /** Number that identifies the class to users and in manifests; for `LOCATIONS`, the Kaggle id. */
  readonly id: number;
  /** Name of the class, such as `Nucleoplasm`. */
  readonly name: string;
}
