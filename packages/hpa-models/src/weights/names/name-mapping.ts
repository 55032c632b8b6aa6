/**
 * Finds the variables that stored tensors are for: all names in a file to names such as `conv1/kernel`, or to null where a
 * tensor is no weight of the network, such as a step counter. A name left out belongs to nothing known.
 */
export type NameMapping = (stored: readonly string[]) => ReadonlyMap<string, string | null>;
