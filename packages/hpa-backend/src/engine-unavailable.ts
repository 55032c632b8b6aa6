/**
 * Thrown if an engine cannot start here, or can no longer be used because one of its threads has failed. Catch it to try another
 * engine, or to start the same one again.
 *
 * @example
 * import { EngineUnavailable, startBackend } from '@hpa/backend';
 * const error = await startBackend('webgl').catch((error) => error); // browsers have WebGL, Node has not
 * const caught = error instanceof EngineUnavailable;
 * [caught, error.engine, error.reason]; // [true, "webgl", "webgl: WebGL runs in browsers only"]
 */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
  /** What was asked for: the name of an engine, or 'auto'. */
  readonly engine: string;
  /** Why, in one line; if several engines were tried, for each of them. */
  readonly reason: string;

  /** @param message By default, that the engine cannot start here. */
  constructor({
    engine,
    reason,
    message = `backend ${engine} cannot start here: ${reason}`,
    cause,
  }: {
    readonly engine: string;
    readonly reason: string;
    readonly message?: string;
    readonly cause?: unknown;
  }) {
    super(message, cause === undefined ? undefined : { cause });
    this.engine = engine;
    this.reason = reason;
  }
}
