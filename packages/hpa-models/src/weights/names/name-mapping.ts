/**
 * Translates the names of all tensors in a file to names of variables, such as `conv1/kernel`. null marks a tensor that is not a
 * weight, such as a step counter; a name that is absent is unknown.
 */
export type NameMapping = (stored: readonly string[]) => ReadonlyMap<string, string | null>;

/**
 * Layer that a mapping translates the classification layer of published weights to. It scores the classes they were trained for;
 * the name is that of Keras applications.
 */
export const PUBLISHED_HEAD = 'predictions';

/** Makes a mapping that looks at one name at a time. */
export function mapEach(translate: (name: string) => string | null): NameMapping {
  return (stored) => new Map(stored.map((name) => [name, translate(name)]));
}
