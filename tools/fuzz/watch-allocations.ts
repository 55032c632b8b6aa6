import { readFileSync, writeFileSync } from 'node:fs';

/** What a read took. */
export interface Allocations {
  /** Bytes of the largest single array that was asked for, whether its pages were ever touched or not. */
  readonly largestArray: number;
  /** Growth of the process's resident memory at its highest, in bytes, native libraries' included; 0 where Linux's /proc is absent. */
  readonly residentGrowth: number;
}

let largestArray = 0;

/** Counts what the constructors of buffers and typed arrays are asked for, from here on. */
export function watchAllocations(): void {
  const names = [
    'ArrayBuffer',
    'SharedArrayBuffer',
    'Uint8Array',
    'Uint8ClampedArray',
    'Uint16Array',
  ] as const;
  const wider = ['Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array'] as const;
  for (const name of [...names, ...wider]) {
    const original = globalThis[name] as unknown as {
      new (...args: unknown[]): object;
      BYTES_PER_ELEMENT?: number;
    };
    const watched: object = new Proxy(original, {
      construct(target, args, newTarget): object {
        if (typeof args[0] === 'number') {
          largestArray = Math.max(largestArray, args[0] * (target.BYTES_PER_ELEMENT ?? 1));
        }
        return Reflect.construct(target, args, newTarget === watched ? target : newTarget);
      },
    });
    Object.defineProperty(globalThis, name, { value: watched, writable: true, configurable: true });
    // Libraries tell arrays apart by their constructor.
    Object.defineProperty(original.prototype, 'constructor', {
      value: watched,
      writable: true,
      configurable: true,
    });
  }
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const) {
    const allocate = Buffer[name] as (size: number, ...rest: unknown[]) => Buffer;
    Object.defineProperty(Buffer, name, {
      configurable: true,
      writable: true,
      value: (size: number, ...rest: unknown[]) => {
        largestArray = Math.max(largestArray, size);
        return allocate.call(Buffer, size, ...rest);
      },
    });
  }
}

/** Runs a read and says what it took. */
export async function allocationsOf(read: () => Promise<void>): Promise<Allocations> {
  largestArray = 0;
  const before = resetPeak();
  await read();
  return { largestArray, residentGrowth: Math.max(0, residentPeak() - before) };
}

/** Sets the peak of the resident memory, as Linux counts it, back to what is resident now; that, in bytes. */
function resetPeak(): number {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere, or in a sandbox, only the arrays are counted.
  }
  return residentPeak();
}

function residentPeak(): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
