import { EngineUnavailable } from '../../engine-unavailable.js';
import type { KernelPool } from './kernel-pool.js';

/**
 * Makes a pool refuse every call once it has failed or was disposed of: a kernel that did not end leaves wrong numbers, and
 * perhaps an allocator in pieces.
 */
export function withPoolState(
  pool: Pick<KernelPool, 'threads' | 'run' | 'finish' | 'release'>,
  {
    failure,
    fail,
    end,
  }: {
    /** Why no kernel runs any more; undefined while they do. */
    readonly failure: () => string | undefined;
    /** Makes the pool fail. */
    readonly fail: (reason: string) => void;
    /** Ends the worker threads. */
    readonly end: () => void;
  },
): KernelPool {
  let disposed = false;

  function requireIntact(): void {
    if (disposed) {
      throw unavailable('it was disposed of, and its tensors with it');
    }
    const reason = failure();
    if (reason !== undefined) {
      throw unavailable(reason);
    }
  }

  /** Runs a call of the pool. If a kernel fails meanwhile, throws the same error as all later calls. */
  function guarded(run: () => void): void {
    requireIntact();
    try {
      run();
    } catch (error) {
      const reason = failure();
      throw reason === undefined ? error : unavailable(reason, error);
    }
  }

  const isOver = (): boolean => disposed || failure() !== undefined;
  return {
    threads: pool.threads,
    run: (name, args, range) => guarded(() => pool.run(name, args, range)),
    finish: () => guarded(pool.finish),
    release(bytes, free) {
      // The memory of an engine that is over is never used again, and its allocator may be in pieces.
      if (!isOver()) {
        guarded(() => pool.release(bytes, free));
      }
    },
    requireIntact,
    isOver,
    fail,
    dispose() {
      try {
        if (!isOver()) {
          pool.finish();
        }
      } finally {
        disposed = true;
        end();
      }
    },
  };
}

function unavailable(reason: string, cause?: unknown): EngineUnavailable {
  return new EngineUnavailable({
    engine: 'wasm',
    reason,
    message: `the wasm engine must be restarted by dispose() and startBackend('wasm'): ${reason}`,
    cause,
  });
}
