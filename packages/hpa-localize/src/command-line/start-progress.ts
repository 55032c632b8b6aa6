import type { Callback, History } from '@hpa/train';
import { MultiBar } from 'cli-progress';
import type { Task } from '../answers/task.js';
import { restoreTerminalAtExit } from './restore-terminal.js';
import { say, speechStream } from './say.js';
import { visibleText } from './visible-text.js';

/** Shows how the training of a model goes. */
export interface Progress {
  readonly say: (line: string) => void;
  readonly batch: (progress: Parameters<NonNullable<Callback['onStep']>>[0]) => void;
  readonly epoch: (record: History['epochs'][number]) => void;
  /** Training ended or was interrupted. */
  readonly end: () => void;
}

/** Starts a bar with the time left on a terminal, or one line per epoch if output goes to a file or a pipe. */
export function startProgress(
  model: string,
  { epochs, task }: Pick<DisplayOptions, 'epochs' | 'task'>,
): Progress {
  const started = performance.now();
  /** Share of the epochs that an earlier call trained, known with the first batch; within an epoch as if batches were alike. */
  let shareBefore = 0;
  let isFirst = true;
  const left = (share: number): string => {
    const done = share - shareBefore;
    return done <= 0 ? 'unknown' : duration(((performance.now() - started) / 1000 / done) * (1 - share));
  };
  const display = speechStream().isTTY
    ? bar(model, { epochs, task, left })
    : lines(model, { epochs, task, left });
  return {
    ...display,
    batch: (progress) => {
      if (isFirst) {
        const { epoch, batch, samples, sampleCount } = progress;
        shareBefore = (epoch - 1 + ((batch - 1) / batch) * (samples / sampleCount)) / epochs;
        isFirst = false;
      }
      display.batch(progress);
    },
  };
}

interface DisplayOptions {
  readonly epochs: number;
  readonly task: Task;
  readonly left: (share: number) => string;
}

function bar(model: string, { epochs, task, left }: DisplayOptions): Progress {
  // A MultiBar of one bar, since only that prints lines above it.
  const display = startBar(`${model.padEnd(14)} {bar} {percentage}% | {state}`);
  const bar = display.create(1, { state: 'starting' });
  return {
    say: display.say,
    batch({ epoch, samples, sampleCount, loss }) {
      const share = (epoch - 1 + samples / sampleCount) / epochs;
      bar.update(share, { state: `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}, ${left(share)} left` });
    },
    epoch: (record) => display.say(epochLine(model, { record, epochs, task })),
    end: display.end,
  };
}

function lines(model: string, { epochs, task, left }: DisplayOptions): Progress {
  return {
    say,
    batch: () => {},
    epoch: (record) =>
      say(`${epochLine(model, { record, epochs, task })}, ${left(record.epoch / epochs)} left`),
    end: () => {},
  };
}

function epochLine(
  model: string,
  {
    record: { epoch, loss, validation, seconds },
    epochs,
    task,
  }: Pick<DisplayOptions, 'epochs' | 'task'> & { readonly record: History['epochs'][number] },
): string {
  // Of several labels a sample, the accuracy of an epoch is that of all its labels at thresholds of 0.5.
  const right = task === 'multi-label' ? 'exact match at 0.5' : 'accuracy';
  const validated = validation
    ? `, validation loss ${validation.loss.toFixed(3)}, ${right} ${validation.accuracy.toFixed(3)}, macro F1 ${(validation.macroF1 ?? Number.NaN).toFixed(3)}`
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
  /** Seconds left are estimated from the time since the first update where they are not given. */
  update(state: { readonly done: number; readonly of: number; readonly secondsLeft?: number }): void;
  end(): void;
}

/** Seconds between two lines of a counter whose output goes to a file or a pipe. */
const SECONDS_BETWEEN_LINES = 10;

/** Starts a bar with the time left on a terminal, or a line every ten seconds if output goes to a file or a pipe. */
export function startCounter(things: string): Counter {
  const started = performance.now();
  const leftOf = ({ done, of, secondsLeft }: Parameters<Counter['update']>[0]): string => {
    if (secondsLeft !== undefined) {
      return duration(secondsLeft);
    }
    return done === 0 ? 'unknown' : duration((((performance.now() - started) / 1000) * (of - done)) / done);
  };
  return speechStream().isTTY ? countingBar(things, leftOf) : countingLines(things, leftOf);
}

type LeftOf = (state: Parameters<Counter['update']>[0]) => string;

function countingBar(things: string, leftOf: LeftOf): Counter {
  let display: ReturnType<typeof startBar> | undefined;
  let bar: ReturnType<MultiBar['create']> | undefined;
  return {
    say: (line) => (display ?? { say }).say(line),
    update(state) {
      display ??= startBar(`{bar} {value}/{total} ${things} | {left} left`);
      bar ??= display.create(state.of, { left: 'unknown' });
      bar.update(state.done, { left: leftOf(state) });
    },
    end: () => display?.end(),
  };
}

function countingLines(things: string, leftOf: LeftOf): Counter {
  let last = performance.now();
  return {
    say,
    update(state) {
      if (performance.now() - last >= SECONDS_BETWEEN_LINES * 1000 && state.done < state.of) {
        last = performance.now();
        say(`${state.done} of ${state.of} ${things}, ${leftOf(state)} left`);
      }
    },
    end: () => {},
  };
}

/** Starts a bar that takes lines above it. The terminal is restored at its end and at that of the process. */
function startBar(format: string): {
  readonly say: (line: string) => void;
  create(total: number, payload: object): ReturnType<MultiBar['create']>;
  readonly end: () => void;
} {
  const stream = speechStream();
  // A MultiBar of one bar, since only that prints lines above it.
  const display = new MultiBar({
    format,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    stream,
    // It would stop the bar at the first Ctrl-C, while the work goes on.
    gracefulExit: false,
  });
  const closed = restoreTerminalAtExit(stream);
  return {
    say: (line) => {
      display.log(`${visibleText(line)}\n`);
      display.update();
    },
    create: (total, payload) => display.create(total, 0, payload),
    end: () => {
      display.stop();
      closed();
    },
  };
}
