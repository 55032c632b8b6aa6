import type { BatchProgress, EpochRecord } from '@hpa/train';
import { MultiBar } from 'cli-progress';

/** Shows how the training of a model goes. */
export interface Progress {
  readonly say: (line: string) => void;
  readonly batch: (progress: BatchProgress) => void;
  readonly epoch: (record: EpochRecord) => void;
  /** Training ended or was interrupted. */
  readonly end: () => void;
}

/** Starts a bar with the time left on a terminal, or one line per epoch if output goes to a file or a pipe. */
export function startProgress(model: string, { epochs }: { readonly epochs: number }): Progress {
  const started = performance.now();
  /** Share of the epochs that an earlier call trained, known with the first batch. */
  let shareBefore = 0;
  let isFirst = true;
  const left = (share: number): string => {
    const done = share - shareBefore;
    return done <= 0 ? 'unknown' : duration(((performance.now() - started) / 1000 / done) * (1 - share));
  };
  const display = process.stdout.isTTY ? bar(model, { epochs, left }) : lines(model, { epochs, left });
  return {
    ...display,
    batch: (progress) => {
      if (isFirst) {
        shareBefore = (progress.epoch - 1) / epochs;
        isFirst = false;
      }
      display.batch(progress);
    },
  };
}

interface DisplayOptions {
  readonly epochs: number;
  readonly left: (share: number) => string;
}

function bar(model: string, { epochs, left }: DisplayOptions): Progress {
  // A MultiBar of one bar, since only that prints lines above it.
  const display = new MultiBar({
    format: `${model.padEnd(14)} {bar} {percentage}% | {state}`,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    stream: process.stdout,
  });
  const bar = display.create(1, 0, { state: 'starting' });
  const say = (line: string): void => {
    display.log(`${line}\n`);
    display.update();
  };
  return {
    say,
    batch({ epoch, samples, sampleCount, loss }) {
      const share = (epoch - 1 + samples / sampleCount) / epochs;
      bar.update(share, { state: `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}, ${left(share)} left` });
    },
    epoch: (record) => say(epochLine(model, { record, epochs })),
    end: () => display.stop(),
  };
}

function lines(model: string, { epochs, left }: DisplayOptions): Progress {
  return {
    say: (line) => console.log(line),
    batch: () => {},
    epoch: (record) =>
      console.log(`${epochLine(model, { record, epochs })}, ${left(record.epoch / epochs)} left`),
    end: () => {},
  };
}

function epochLine(
  model: string,
  {
    record: { epoch, loss, validation, seconds },
    epochs,
  }: { readonly record: EpochRecord; readonly epochs: number },
): string {
  const validated = validation
    ? `, validation loss ${validation.loss.toFixed(3)}, accuracy ${validation.accuracy.toFixed(3)}, macro F1 ${(validation.macroF1 ?? Number.NaN).toFixed(3)}`
    : '';
  return `${model} epoch ${epoch}/${epochs}: loss ${loss.toFixed(3)}${validated}, ${duration(seconds)}`;
}

/** Seconds in words. */
function duration(seconds: number): string {
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const rounded = Math.round(seconds);
  return rounded < 60
    ? `${rounded} s`
    : `${Math.floor(rounded / 60)} min ${String(rounded % 60).padStart(2, '0')} s`;
}

/** Shows how many things of many are done. */
export interface Counter {
  say(line: string): void;
  update(state: { readonly done: number; readonly of: number; readonly secondsLeft: number }): void;
  end(): void;
}

/** Starts a bar with the time left on a terminal; elsewhere only the lines said are printed. */
export function startCounter(things: string): Counter {
  if (!process.stdout.isTTY) {
    return { say: (line) => console.log(line), update: () => {}, end: () => {} };
  }
  const display = new MultiBar({
    format: `{bar} {value}/{total} ${things} | {left} left`,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    stream: process.stdout,
  });
  let bar: ReturnType<typeof display.create> | undefined;
  return {
    say: (line) => console.log(line),
    update({ done, of, secondsLeft }) {
      bar ??= display.create(of, 0);
      bar.update(done, { left: duration(secondsLeft) });
    },
    end: () => display.stop(),
  };
}
