/** One format of input: how a right one is made, and how the product reads it. */
export interface FuzzTarget {
  /** The format, as the table of results names it. */
  readonly name: string;
  /** How the paths of the files end, within the folder of the input, of which each case damages one. */
  readonly files: readonly string[];
  /** Whether the format has checksums, so that a damaged input is refused or reads as before. */
  readonly sealed: boolean;
  /** Bytes that the format's stated limit allows a reader to take, whatever the size of the files; 0 if there is none. */
  readonly limitBytes: number;
  /** Writes a right input into an empty folder. */
  write(folder: string): Promise<void>;
  /** Reads an input as a user would, and frees it: a digest of all that was read. */
  read(folder: string): Promise<string>;
}
