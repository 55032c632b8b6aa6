import type { KERNEL_PARAMETERS } from '../../generated/kernel-parameters.js';

/** A kernel compiled from `kernels/`. */
export type KernelName = keyof typeof KERNEL_PARAMETERS;

/** The arguments of a kernel by name, without the range and the thread that the pool adds. */
export type KernelArguments<Name extends KernelName> = Readonly<
  Record<(typeof KERNEL_PARAMETERS)[Name][number], number>
>;

/** How {@link KernelPool.run} divides a kernel among the threads. */
export interface KernelRange {
  /** The kernel runs over [0, units). */
  readonly units: number;
  /** Each range begins at a multiple of this, and only the last one is shorter; 1 by default. */
  readonly multiple?: number;
  /** Whether each thread gets one range only, for kernels that read all of their input in each call. */
  readonly whole?: boolean;
}

/**
 * Runs compiled kernels in the memory of a wasm backend, on one thread or several.
 *
 * If a kernel traps or a thread ends, the call in progress and all later ones throw an `EngineUnavailable` that names the kernel.
 */
export interface KernelPool {
  /** Threads that share a kernel, the calling one included. */
  readonly threads: number;
  /**
   * Runs a kernel over a range, by default over a single unit. Each thread calls the kernel with the arguments, the begin and
   * end of a part of the range, and its own number in [0, threads), until no part is left.
   *
   * Returns before the kernel has run: kernels run one after another, in the order of the calls, while the caller goes on.
   */
  run<Name extends KernelName>(name: Name, args: KernelArguments<Name>, range?: KernelRange): void;
  /** Waits for all kernels. Call it before JavaScript reads or writes memory that a kernel may use. */
  finish(): void;
  /** Calls `free` when all kernels called so far are done; `bytes` is how much memory it frees. */
  release(bytes: number, free: () => void): void;
  /**
   * Checks that kernels can run.
   *
   * @throws Error naming the kernel that failed, an `EngineUnavailable`, if one has, or if the pool was disposed of.
   */
  requireIntact(): void;
  /** Whether the pool has failed or was disposed of. */
  isOver(): boolean;
  /** Makes the pool refuse all later calls, for this reason. */
  fail(reason: string): void;
  /** Ends the worker threads. */
  dispose(): void;
}
