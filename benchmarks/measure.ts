import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Benchmark, isPythonEngine, PYTHON_MODULES, type PythonEngine } from './benchmark.js';
import type { Configuration, Measured } from './configuration.js';
import { errorLine } from './error-line.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));
const TIMEOUT_MINUTES = 20;

/**
 * Measures a configuration in a separate process, with a fresh heap and a fresh engine.
 *
 * @param options.pythons A Python for each engine that needs one; undefined if none was found.
 * @throws Error if the process fails, with its last error line.
 */
export async function measure(
  configuration: Configuration,
  {
    benchmark,
    pythons,
  }: {
    readonly benchmark: Benchmark;
    readonly pythons: Readonly<Record<PythonEngine, string | undefined>>;
  },
): Promise<Measured> {
  const { engine } = configuration;
  if (isPythonEngine(engine) && pythons[engine] === undefined) {
    throw new Error(`no python3 found with ${PYTHON_MODULES[engine]}`);
  }
  const [program, args] = isPythonEngine(engine)
    ? [pythons[engine]!, pythonArguments(configuration, benchmark)]
    : [process.execPath, ['--import', 'tsx', `${folder}measure-process.ts`, JSON.stringify(configuration)]];
  try {
    const { stdout } = await run(program, args, { timeout: TIMEOUT_MINUTES * 60_000 });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured;
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

function pythonArguments(
  { threads, repeats, warmUpSeconds, batch, quick }: Configuration,
  benchmark: Benchmark,
): string[] {
  const { script, workload } = benchmark.peer({ batch, quick });
  return ['-B', `${folder}peers/${script}`, JSON.stringify({ ...workload, threads, repeats, warmUpSeconds })];
}

/** Why a process failed, in one line. */
function reasonOf(error: unknown): string {
  const { killed, signal, stderr, message } = error as {
    killed?: boolean;
    signal?: string | null;
    stderr?: string;
    message: string;
  };
  if (killed) {
    return `did not finish within ${TIMEOUT_MINUTES} minutes`;
  }
  // A driver that crashes, or a system without memory, ends the process without a word.
  return signal && !stderr ? `the process was ended by ${signal}` : errorLine(stderr || message);
}
