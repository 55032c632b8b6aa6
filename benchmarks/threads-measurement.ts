/** What threads-process.ts measures: training steps of GapNet-PL on wasm. */
export interface ThreadsMeasurement {
  /** A checkout of this repository whose packages are installed and built. */
  readonly build: string;
  /** Undefined for the engine's default. */
  readonly threads: number | undefined;
  /** Images per step. */
  readonly batch: number;
  /** Height and width in pixels. */
  readonly size: number;
  /** How long to measure. */
  readonly seconds: number;
  /** How long to run steps before those measured. */
  readonly warmUpSeconds: number;
}
